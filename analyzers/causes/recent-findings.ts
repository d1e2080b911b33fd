import type { Candidate, Parent } from "./candidate.ts";
import type { Cohort } from "./cohort.ts";

const DAY_MS = 86_400_000;
/** No two findings that opened so far apart are taken for one cause. */
export const RECENT_MS = DAY_MS;
const RECENT_MAX = 100_000;
const HALF_LIFE_MS = 14 * DAY_MS;
/** Before anything is known: one series in a hundred a day. */
const PRIOR_FINDINGS = 1;
const PRIOR_SERIES_DAYS = 100;
const RATE_MAX = 0.5;
/** Of more findings than this, not each new one brings another look. */
const LOOK_EACH_MAX = 40;

/**
 * The findings of one family in one cohort that opened lately, and how many usually do: plain data.
 */
export type RecentFindings = {
  /** The parent whose cause the cohort is, if one is open. */
  parent: Parent | null;
  /** Tells one parent of the cohort from the next. */
  lastOnset: string;
  candidates: Candidate[];
  newAtLook: number;
  newSince: number;
  usual: { readonly findings: number; readonly atMs: number };
};

export function createRecentFindings({ sinceMs }: Cohort): RecentFindings {
  return {
    parent: null,
    lastOnset: "",
    candidates: [],
    newAtLook: 0,
    newSince: 0,
    usual: { findings: 0, atMs: sinceMs },
  };
}

export function addRecent(recent: RecentFindings, candidate: Candidate): void {
  recent.candidates.push(candidate);
  recent.newSince += 1;
}

/** Whether enough is new since the last look that another is worth its cost. */
export function isWorthALook(recent: RecentFindings, membersMin: number): boolean {
  return recent.newSince > recent.newAtLook && recent.candidates.length >= membersMin;
}

/** Those that are still open, and how many young ones had to go. */
export function lookAtRecent(recent: RecentFindings, nowMs: number) {
  const tooMany = prune(recent, nowMs);
  const open = recent.candidates.filter(({ finding }) => finding.resolvedAt === null);
  recent.newAtLook = Math.floor(open.length / LOOK_EACH_MAX);
  recent.newSince = 0;
  return { open, tooMany };
}

/** What no cause explained is what is usual. */
function prune(recent: RecentFindings, nowMs: number): number {
  const { candidates, usual } = recent;
  const young = candidates.findIndex(({ openedAtMs }) => openedAtMs > nowMs - RECENT_MS);
  const old = young < 0 ? candidates.length : young;
  const gone = candidates.slice(0, Math.max(old, candidates.length - RECENT_MAX));
  if (gone.length === 0) return 0;
  recent.candidates = candidates.slice(gone.length);
  const alone = gone.filter(({ parent }) => parent === null).length;
  recent.usual = { findings: usual.findings * fading(nowMs - usual.atMs) + alone, atMs: nowMs };
  return gone.length - old;
}

/** How often a series of the cohort has such a finding in a day without a common cause. */
export function usualRate({ usual }: RecentFindings, cohort: Cohort, nowMs: number): number {
  const findings = usual.findings * fading(nowMs - usual.atMs);
  const days = (HALF_LIFE_MS / DAY_MS / Math.LN2) * (1 - fading(nowMs - cohort.sinceMs));
  const seriesDays = PRIOR_SERIES_DAYS + cohort.peers.size * days;
  return Math.min(RATE_MAX, (PRIOR_FINDINGS + findings) / seriesDays);
}

function fading(durationMs: number): number {
  return 2 ** (-durationMs / HALF_LIFE_MS);
}
