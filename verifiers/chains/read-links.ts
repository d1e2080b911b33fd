import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Check } from "../../schemas/proof.ts";
import { timeCheck } from "../checks/time-check.ts";
import type { Backup } from "./backup.ts";
import type { Lack } from "./find-chain.ts";
import { type LinkOptions, type ReadLink, readLink, type Unfit } from "./read-link.ts";
import { factsOf, nameBackup } from "./say-chain.ts";

type Options = LinkOptions & {
  /** Whose copies are read first. */
  readonly vault: string;
};

export type ReadLinks = { readonly check: Check; readonly links: readonly ReadLink[] };

/** The check that a chain is complete; what it rests on is the restore's, not the bytes'. */
const LINKS = { name: "links", level: "restored" } as const;

/** Reads every link before the backup itself, each from whichever vault has it whole. */
export async function readLinks(before: readonly Backup[], options: Options): Promise<ReadLinks> {
  const links: ReadLink[] = [];
  const check = await timeCheck(options.clock, async () => {
    const passedOver: Unfit[] = [];
    for (const backup of before) {
      const { link, unfit } = await readLink(backup, options.vault, options);
      if (!link) return judgeLost(backup, unfit);
      links.push(link);
      passedOver.push(...unfit);
    }
    const observed = {
      links: links.length,
      ...(passedOver.length > 0 && { passedOver: passedOver.map(tellUnfit) }),
    };
    return { ...LINKS, verdict: "pass", observed, reason: sayComplete(links, passedOver) };
  });
  return { check, links };
}

/** A chain that lacks a link: `broken` fails the restore, the rest shows nothing. */
export function judgeLack({ reason, observed }: Lack, isBroken: boolean): Check {
  const verdict = isBroken ? "fail" : "inconclusive";
  return { ...LINKS, verdict, observed, reason, fault: "chain" };
}

/** Bad in every vault: the chain is broken. What could not be read may be there all the same. */
function judgeLost(backup: Backup, unfit: readonly Unfit[]): Check {
  const isBad = unfit.every((one) => one.isBad);
  const { en, fr } = nameBackup(backup);
  const observed = { missing: factsOf(backup), copies: unfit.map(tellUnfit) };
  const reason = isBad
    ? {
        en: `It rests on the ${en}, whose copies are all gone or damaged.`,
        fr: `Elle dépend de la ${fr}, dont toutes les copies sont perdues ou endommagées.`,
      }
    : {
        en: `It rests on the ${en}, of which no copy could be read.`,
        fr: `Elle dépend de la ${fr}, dont aucune copie n'a pu être lue.`,
      };
  return { ...judgeLack({ reason, observed }, isBad) };
}

function sayComplete(links: readonly ReadLink[], passedOver: readonly Unfit[]): Bilingual {
  const count = links.length;
  const [en, fr] =
    count === 1
      ? ["The backup that it rests on was read", "La sauvegarde dont elle dépend a été lue"]
      : [
          `The ${count} backups that it rests on were read`,
          `Les ${count} sauvegardes dont elle dépend ont été lues`,
        ];
  if (passedOver.length === 0) return { en: `${en}.`, fr: `${fr}.` };
  return {
    en: `${en}; not all from the first copy that was tried.`,
    fr: `${fr}, mais pas toujours depuis la première copie essayée.`,
  };
}

function tellUnfit({ copy: { uri, vault }, isBad, why }: Unfit) {
  return { uri, vault, isBad, why };
}
