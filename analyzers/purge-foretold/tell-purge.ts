import { instantToJson } from "../../schemas/instant.ts";
import { keepUntilMs, type Member, type Point } from "../chains/link.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";

const RUN_IDS_MAX = 20;

/** A base that will go before what leans on it. */
export type ComingPurge = {
  readonly base: Point;
  readonly purgeMs: number;
  /** What leans on it and is promised for longer. */
  readonly orphans: readonly [Point, ...Point[]];
};

/** One for a series, however many of its bases go this way. */
export function purgeMatter({ subject }: Member): Matter {
  return { kind: "purge-foretold", subject, about: "" };
}

/** `sinceRunId` is the base with which the episode began. */
export function tellPurge({ base, purgeMs, orphans }: ComingPurge, sinceRunId: string): Fault {
  const { member } = base;
  const { en, fr } = saySeries(member.series);
  const at = sayInstant(purgeMs, member.zone);
  const count = orphans.length;
  const points = {
    en: count > 1 ? "points" : "point",
    fr: count > 1 ? "points de restauration" : "point de restauration",
  };
  const [first] = orphans;
  const untilMs = keepUntilMs(first);
  return {
    ...purgeMatter(member),
    onset: sinceRunId,
    severity: "warning",
    series: member.series,
    collector: null,
    slotMs: null,
    runId: base.run.runId,
    copy: null,
    evidence: {
      baseFinishedAt: instantToJson(base.success.finishedAtMs),
      baseKeepMs: member.policy?.retention?.keep ?? null,
      purgeAt: instantToJson(purgeMs),
      purgeWithinMs: member.policy?.retention?.purgeWithin ?? 0,
      orphans: count,
      orphanType: first.member.series.backupType,
      orphanKeepMs: first.member.policy?.retention?.keep ?? null,
      orphanFinishedAt: instantToJson(first.success.finishedAtMs),
      orphanKeepUntil: untilMs === null ? null : instantToJson(untilMs),
      orphanRunIds: orphans.slice(0, RUN_IDS_MAX).map(({ run }) => run.runId),
    },
    summary: {
      en: `The purge of the ${en} at ${at} will orphan ${count} restore ${points.en} to be kept longer.`,
      fr: `La purge de la ${fr} le ${at} rendra ${count > 1 ? "orphelins" : "orphelin"} ${count} ${points.fr} à garder plus longtemps.`,
    },
  };
}
