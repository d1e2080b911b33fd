import { type Candidate, type Span, spanOf } from "./candidate.ts";
import type { Cohort, Peer } from "./cohort.ts";

/** What is not there at all is known of once a run began, everything else once one succeeded. */
const ABSENCES: readonly string[] = ["missing", "late"];

/**
 * How many series of a cohort could have failed as the members did: with a backup of the same type
 * due in the same time, of which it is known that it went otherwise; and the members themselves.
 * Null beyond `seriesMax`.
 */
export function countDue(
  cohort: Cohort,
  members: readonly Candidate[],
  seriesMax = Number.POSITIVE_INFINITY,
): number | null {
  const failed = new Set(members.map(({ peer }) => peer));
  const types = new Set(members.map(({ peer }) => peer.watch.series.backupType));
  const span = spanOf(members);
  const isAbsence = ABSENCES.includes(members[0]?.finding.kind ?? "");
  const isDue = span ? createDueIn(span, isAbsence) : () => true;
  let due = failed.size;
  for (const peer of cohort.peers) {
    if (failed.has(peer) || !types.has(peer.watch.series.backupType) || !isDue(peer)) continue;
    due += 1;
    if (due > seriesMax) return null;
  }
  return due;
}

/** Many series have one policy, and a cron is due for all of them at once. */
function createDueIn({ fromMs, toMs }: Span, isAbsence: boolean) {
  const dueByPolicy = new Map<object, number | null>();

  function dueMsOf(watch: Peer["watch"]): number | null {
    const { policy } = watch;
    if (!policy || !("cron" in policy.schedule)) return watch.nextDueMs(fromMs - 1);
    const known = dueByPolicy.get(policy);
    if (known !== undefined) return known;
    const dueMs = watch.nextDueMs(fromMs - 1);
    dueByPolicy.set(policy, dueMs);
    return dueMs;
  }

  return ({ watch }: Peer): boolean => {
    const dueMs = dueMsOf(watch);
    if (dueMs === null || dueMs > toMs) return false;
    const sinceMs = dueMs - (watch.policy?.schedule.early ?? 0);
    return isAbsence ? watch.last.hasBegunSince(sinceMs) : watch.last.hasSucceededSince(sinceMs);
  };
}
