import type { PassOver } from "../passed-over/passed-over.ts";
import { type Candidate, type Parent, takesMembers } from "./candidate.ts";
import { CAUSES, type Cohort } from "./cohort.ts";
import { countDue } from "./count-due.ts";
import { nameOf } from "./create-cohorts.ts";
import { CHANCE_MAX, isBeyondChance } from "./is-beyond-chance.ts";
import { isWorthALook, lookAtRecent, RECENT_MS, usualRate } from "./recent-findings.ts";

export const MEMBERS_MIN = 5;
const SHARE_MIN = 0.5;
/** What explains so much of it, explains it. */
const EXPLAINED_SHARE = 0.9;
/** So many times as much due is alike. */
const ALIKE = 1.2;
const HOUR_MS = 3_600_000;
/** Within the longer, what else was due in between may hide what failed within the shorter. */
const WINDOWS_MS = [RECENT_MS, HOUR_MS];

/** Findings that a cohort has in common beyond chance. */
export type Explanation = {
  readonly cohort: Cohort;
  readonly members: readonly Candidate[];
  readonly due: number;
  readonly decided: DecidedCause;
};

/** What showed that chance does not explain it. */
export type DecidedCause = {
  readonly series: number;
  readonly seriesMin: number;
  readonly due: number;
  readonly leastShare: number;
  readonly windowMs: number;
  /** The share of the series that has such a finding in a day without a common cause. */
  readonly usualShare: number;
  readonly chanceMax: number;
};

type NamedCause = Pick<Explanation, "cohort" | "due">;
export type Look = {
  readonly family: string;
  readonly nowMs: number;
  readonly passOver: PassOver;
};

/** What explains findings of one family that are told alone, each by one cause: the closest. */
export function findCauses(cohorts: Iterable<Cohort>, look: Look): readonly Explanation[] {
  let possible = [...cohorts]
    .flatMap((cohort) => explain(cohort, look))
    .sort((a, b) => b.members.length - a.members.length);
  const found: Explanation[] = [];
  for (let [most] = possible; most; [most] = possible) {
    const closest = closestOf(most, possible);
    found.push(closest);
    const touched = new Set(closest.members.flatMap((member) => member.cohorts));
    possible = possible.filter(({ cohort }) => !touched.has(cohort));
  }
  return found;
}

function explain(cohort: Cohort, { family, nowMs, passOver }: Look): readonly Explanation[] {
  const recent = cohort.recent.get(family);
  if (!recent || !isWorthALook(recent, MEMBERS_MIN)) return [];
  const { open, tooMany } = lookAtRecent(recent, nowMs);
  passOver("findings-recent", nameOf(cohort.key), tooMany);
  for (const windowMs of WINDOWS_MS) {
    const members = countable(
      open.filter(({ openedAtMs }) => openedAtMs > nowMs - windowMs),
      nowMs,
    );
    const usualShare = usualRate(recent, cohort, nowMs);
    const due = members && dueOf(cohort, members, usualShare);
    if (!members || !due) continue;
    const { size: series } = new Set(members.map(({ peer }) => peer));
    const bounds = { seriesMin: MEMBERS_MIN, leastShare: SHARE_MIN, chanceMax: CHANCE_MAX };
    return [{ cohort, members, due, decided: { series, due, windowMs, usualShare, ...bounds } }];
  }
  return [];
}

/**
 * Those told alone, and those of parents that have all their members here, which would be told
 * as one with them; null where nobody is left alone or such a parent explains nearly all.
 */
function countable(open: readonly Candidate[], nowMs: number): readonly Candidate[] | null {
  const ofParent = new Map<Parent, number>();
  for (const { parent } of open) if (parent) ofParent.set(parent, (ofParent.get(parent) ?? 0) + 1);
  const inside = new Set(
    [...ofParent].flatMap(([parent, count]) =>
      count === parent.open.size && takesMembers(parent, nowMs) ? [parent] : [],
    ),
  );
  const members = open.filter(({ parent }) => parent === null || inside.has(parent));
  const alone = members.filter(({ parent }) => parent === null).length;
  const isExplained = [...inside].some(
    (parent) => parent.open.size >= EXPLAINED_SHARE * members.length,
  );
  return alone === 0 || isExplained ? null : members;
}

/** Null where chance may have done it. */
function dueOf(cohort: Cohort, members: readonly Candidate[], rate: number): number | null {
  const series = new Set(members.map(({ peer }) => peer)).size;
  if (series < MEMBERS_MIN) return null;
  const due = countDue(cohort, members, Math.floor(series / SHARE_MIN));
  return due !== null && isBeyondChance(series, due, rate) ? due : null;
}

/** Of all that explain nearly as much. */
function closestOf(most: Explanation, possible: readonly Explanation[]): Explanation {
  const common = commonCohorts(most.members);
  return closest(possible.filter(({ cohort }) => common.has(cohort))) ?? most;
}

/** The cause of findings as it now looks; null where they have none in common. */
export function nameCause(members: readonly Candidate[]): NamedCause | null {
  const series = new Set(members.map(({ peer }) => peer)).size;
  const common = [...commonCohorts(members)].sort((a, b) => a.peers.size - b.peers.size);
  const possible: NamedCause[] = [];
  let least = { due: Number.POSITIVE_INFINITY, peers: 0 };
  for (const cohort of common) {
    // A larger one cannot have less to explain than where all that could fail did.
    if (least.due === series && cohort.peers.size > least.peers) break;
    const due = countDue(cohort, members, ALIKE * least.due);
    if (due === null) continue;
    possible.push({ cohort, due });
    if (due < least.due) least = { due, peers: cohort.peers.size };
  }
  return closest(possible);
}

/** The cohorts that hold nearly all of some findings. */
function commonCohorts(members: readonly Candidate[]): ReadonlySet<Cohort> {
  const counts = new Map<Cohort, number>();
  for (const { cohorts } of members)
    for (const cohort of cohorts) counts.set(cohort, (counts.get(cohort) ?? 0) + 1);
  const enough = EXPLAINED_SHARE * members.length;
  return new Set([...counts].flatMap(([cohort, count]) => (count >= enough ? [cohort] : [])));
}

/** The closest of those that have hardly more to explain beside it than any. */
function closest<T extends { readonly cohort: Cohort; readonly due: number }>(
  possible: readonly T[],
): T | null {
  const least = Math.min(...possible.map(({ due }) => due));
  const [first] = possible
    .filter(({ due }) => due <= ALIKE * least)
    .sort((a, b) => rankOf(a.cohort) - rankOf(b.cohort));
  return first ?? null;
}

/** One place may be named by fewer words: the one with more of them is closer. */
function rankOf({ cause }: Cohort): number {
  return CAUSES.indexOf(cause.word) - Object.keys(cause.place).length / 10;
}
