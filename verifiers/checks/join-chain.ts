import type { Check } from "../../schemas/proof.ts";
import type { ReadLinks } from "../chains/read-links.ts";
import { joinStructure } from "./join-structure.ts";

/**
 * What a copy's own reader found, that what it rests on was read, and what its sandbox did with
 * all of it. Where the sandbox finds damage it is the base's, unless it says by `observed.copy`
 * that it is the copy's own, the last: a damaged base fails the restore, and says nothing of the
 * bytes that rest on it.
 */
export function joinChain(
  structure: Check,
  { check, links }: ReadLinks,
  judged: readonly Check[],
): readonly Check[] {
  const damaged = judged.find(({ level, verdict }) => level === "sound" && verdict === "fail");
  if (damaged && damaged.observed["copy"] !== links.length)
    return [structure, judgeDamaged(check, damaged)];
  const [sound = structure, ...others] = joinStructure(structure, judged);
  return [sound, check, ...others];
}

function judgeDamaged(links: Check, { observed, reason: { en, fr } }: Check): Check {
  const reason = {
    en: `It rests on a damaged backup. ${en}`,
    fr: `Elle dépend d'une sauvegarde endommagée. ${fr}`,
  };
  const all = { ...links.observed, ...observed };
  return { ...links, verdict: "fail", observed: all, reason, fault: "chain" };
}
