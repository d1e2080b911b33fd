import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Base, Reference } from "./find-base.ts";
import type { Gap } from "./find-gap.ts";
import { goneAtMs, keepUntilMs, type Member, type Point } from "./link.ts";

export type ChainKind = "chain-broken" | "base-hijacked";

/** One finding for all that lean on the same base. */
export function baseMatter({ subject }: Member, kind: ChainKind, reference: Reference): Matter {
  return { kind, subject, about: `base ${reference.value}` };
}

export function gapMatter({ member, run }: Point): Matter {
  return { kind: "chain-broken", subject: member.subject, about: `log ${run.runId}` };
}

export function goneMatter({ subject }: Member, base: Point): Matter {
  const { series } = base.member;
  return { kind: "chain-broken", subject, about: `gone ${series.backupType} ${base.run.runId}` };
}

type Broken = Exclude<Base, { readonly state: "none" | "unknown" | "known" }>;

/** What a backup leans on is not there, or is no base. */
export function tellBase(point: Point, reference: Reference, base: Broken): Fault {
  const kind = base.state === "foreign" ? "base-hijacked" : "chain-broken";
  const { en, fr } = saySeries(point.member.series);
  const own = base.state === "unfit" ? null : base.own;
  const evidence = {
    ...chainToJson(point),
    base: reference.value,
    baseNamedBy: reference.by,
    baseState: base.state === "unfit" ? base.why : base.state,
    ...(own && { newestOwnFull: pointToJson(own) }),
  };
  const summary = sayBase(base, { en, fr, value: reference.value });
  return toFault(point, baseMatter(point.member, kind, reference), { evidence, summary });
}

type Words = { readonly en: string; readonly fr: string; readonly value: string };

function sayBase(base: Broken, { en, fr, value }: Words): Finding["summary"] {
  if (base.state === "foreign")
    return {
      en: `The ${en} leans on a foreign full backup (${value}): without it nothing restores.`,
      fr: `La ${fr} dépend d'une sauvegarde complète étrangère (${value}), sans laquelle rien ne se restaure.`,
    };
  if (base.state !== "unfit")
    return {
      en: `The ${en} leans on ${value}, which is not among the backups of its asset.`,
      fr: `La ${fr} dépend de ${value}, absente des sauvegardes de sa ressource.`,
    };
  if (base.why === "failed")
    return {
      en: `The ${en} leans on ${value}, which failed.`,
      fr: `La ${fr} dépend de ${value}, qui a échoué.`,
    };
  return {
    en: `The ${en} leans on ${value}, a copy-only backup, which cannot be its base.`,
    fr: `La ${fr} dépend de ${value}, sauvegarde en copie seule, qui ne peut lui servir de base.`,
  };
}

/** No log leads to this one. */
export function tellGap(log: Point, { cause, before }: Gap): Fault {
  const { en, fr } = saySeries(log.member.series);
  const from = before?.success.chain?.lastLsn ?? "";
  const until = log.success.chain?.firstLsn ?? "";
  const evidence = {
    ...chainToJson(log),
    cause,
    ...(before && { before: { ...pointToJson(before), ...chainToJson(before) } }),
  };
  const summary =
    cause === "gap"
      ? {
          en: `The ${en} does not follow the log before it: LSN ${from} to ${until} is missing.`,
          fr: `La ${fr} ne suit pas la précédente : il manque les LSN ${from} à ${until}.`,
        }
      : {
          en: `The ${en} begins a new recovery fork that has no full backup.`,
          fr: `La ${fr} ouvre une nouvelle branche de restauration sans sauvegarde complète.`,
        };
  return toFault(log, gapMatter(log), { evidence, summary });
}

/** A base was removed before its time, and what leans on it is of no use any more. */
export function tellGone(base: Point, orphans: readonly [Point, ...Point[]]): Fault {
  const [first] = orphans;
  const { en, fr } = saySeries(first.member.series);
  const goneMs = goneAtMs(base) ?? 0;
  const at = sayInstant(goneMs, first.member.zone);
  const untilMs = keepUntilMs(base);
  const count = orphans.length;
  const what = saySeries(base.member.series);
  const many = count > 1;
  return toFault(
    first,
    goneMatter(first.member, base),
    {
      evidence: {
        base: pointToJson(base),
        removedAt: instantToJson(goneMs),
        keepUntil: untilMs === null ? null : instantToJson(untilMs),
        orphans: count,
        orphanRunIds: orphans.slice(0, RUN_IDS_MAX).map(({ run }) => run.runId),
      },
      summary: {
        en: `${count} restore ${many ? "points" : "point"} of the ${en} cannot be restored: the ${what.en} that ${many ? "they lean" : "it leans"} on was removed ${at}.`,
        fr: `${count} ${many ? "points" : "point"} de restauration de la ${fr} ne ${many ? "peuvent" : "peut"} plus être ${many ? "restaurés" : "restauré"} : ${many ? "leur" : "sa"} base, la ${what.fr}, a été supprimée le ${at}.`,
      },
    },
    `\n${instantToJson(goneMs)}`,
  );
}

const RUN_IDS_MAX = 20;

function pointToJson({ run, success }: Point) {
  const { startedAtMs, finishedAtMs, chain } = success;
  return {
    runId: run.runId,
    startedAt: instantToJson(startedAtMs),
    finishedAt: instantToJson(finishedAtMs),
    backupSetId: chain?.backupSetId ?? null,
    checkpointLsn: chain?.checkpointLsn ?? null,
  };
}

function chainToJson({ success: { chain, parentRunId } }: Point): Record<string, string> {
  const known = Object.entries({ ...chain, parentRunId }).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
  return Object.fromEntries(known);
}

type Said = Pick<Fault, "evidence" | "summary">;

function toFault(point: Point, matter: Matter, said: Said, since = ""): Fault {
  return {
    ...matter,
    onset: matter.about + since,
    severity: "critical",
    series: point.member.series,
    collector: null,
    slotMs: null,
    runId: point.run.runId,
    copy: null,
    ...said,
  };
}
