import type { Decision } from "../../schemas/decision.ts";
import type { FindingKind } from "../../schemas/finding.ts";
import { isFixedRule } from "./fixed-rules.ts";
import { listSuspensions, type Suspension } from "./suspension.ts";
import { wideningAt } from "./widening.ts";

/** What people decided of one series, as its detectors ask for it. */
export type SeriesDecisions = {
  /** The last instant up to this one at which the baselines began anew; null where none did. */
  readonly restartMs: (atMs: number) => number | null;
  /** By how much the thresholds of a kind are wider for a run that began then: from 1 to 2. */
  readonly widening: (kind: FindingKind, atMs: number) => number;
  /** When what was found of the run was last said to be right; null where nobody said so. */
  readonly rightAtMs: (kind: FindingKind, runId: string) => number | null;
  /** Whether nothing is expected at an instant, and why. */
  readonly suspensionAt: (atMs: number) => Suspension | null;
  /** Whether baselines began anew after an instant, up to another. */
  readonly restartsBetween: (afterMs: number, atMs: number) => boolean;
  /** When, up to an instant, something was last expected again; null where it always was. */
  readonly resumedMs: (atMs: number) => number | null;
};

/** Of a series of which nothing was decided. */
export const NO_DECISIONS = createSeriesDecisions([]);

/** The order of the decisions, which are all about the series, does not matter. */
export function createSeriesDecisions(decisions: readonly Decision[]): SeriesDecisions {
  const restartsMs = decisions.flatMap((one) => (one.kind === "accept" ? [one.from] : []));
  const suspensions = listSuspensions(decisions);
  const right = new Map<string, number>();
  /** By kind and finding, as saying it again makes nothing wider. */
  const falseAlarms = new Map<FindingKind, Map<string, number>>();
  for (const { kind, time, ...said } of decisions) {
    if (!("finding" in said)) continue;
    const { finding } = said;
    const about = `${finding.kind}\n${finding.runId}`;
    if (finding.runId !== null) right.set(about, Math.max(time, right.get(about) ?? time));
    if (kind !== "false-alarm" || isFixedRule(finding.rule)) continue;
    const ofKind = falseAlarms.get(finding.kind) ?? new Map<string, number>();
    const firstMs = Math.min(time, ofKind.get(finding.id) ?? time);
    falseAlarms.set(finding.kind, ofKind.set(finding.id, firstMs));
  }

  return {
    restartMs: (atMs) => lastUpTo(atMs, restartsMs),
    restartsBetween: (afterMs, atMs) => restartsMs.some((one) => afterMs < one && one <= atMs),
    widening: (kind, atMs) => wideningAt([...(falseAlarms.get(kind)?.values() ?? [])], atMs),
    rightAtMs: (kind, runId) => right.get(`${kind}\n${runId}`) ?? null,
    suspensionAt: (atMs) =>
      suspensions.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs) ?? null,
    resumedMs: (atMs) =>
      lastUpTo(
        atMs,
        suspensions.map(({ untilMs }) => untilMs),
      ),
  };
}

function lastUpTo(atMs: number, instantsMs: readonly number[]): number | null {
  const before = instantsMs.filter((instantMs) => instantMs <= atMs);
  return before.length === 0 ? null : Math.max(...before);
}
