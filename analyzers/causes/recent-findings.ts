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

/** The findings of one family in one cohort that opened lately, and how many usually do. */
export type RecentFindings = {
  /** The parent whose cause the cohort is, if one is open. */
  parent: Parent | null;
  /** Tells one parent of the cohort from the next. */
  lastOnset: string;
  readonly add: (candidate: Candidate) => void;
  /** Whether enough is new since the last look that another is worth its cost. */
  readonly isWorthALook: (membersMin: number) => boolean;
  /** Those that are still open. */
  readonly look: (nowMs: number) => readonly Candidate[];
  /** How often a series of the cohort has such a finding in a day without a common cause. */
  readonly usualRate: (nowMs: number) => number;
};

export function createRecentFindings({ sinceMs, peers }: Cohort): RecentFindings {
  let candidates: Candidate[] = [];
  let newAtLook = 0;
  let newSince = 0;
  let usual = { findings: 0, atMs: sinceMs };

  function add(candidate: Candidate) {
    candidates.push(candidate);
    newSince += 1;
  }

  function look(nowMs: number): readonly Candidate[] {
    prune(nowMs);
    const open = candidates.filter(({ finding }) => finding.resolvedAt === null);
    newAtLook = Math.floor(open.length / LOOK_EACH_MAX);
    newSince = 0;
    return open;
  }

  /** What no cause explained is what is usual. */
  function prune(nowMs: number) {
    const young = candidates.findIndex(({ openedAtMs }) => openedAtMs > nowMs - RECENT_MS);
    const old = young < 0 ? candidates.length : young;
    const gone = candidates.slice(0, Math.max(old, candidates.length - RECENT_MAX));
    if (gone.length === 0) return;
    candidates = candidates.slice(gone.length);
    const alone = gone.filter(({ parent }) => parent === null).length;
    usual = { findings: usual.findings * fading(nowMs - usual.atMs) + alone, atMs: nowMs };
  }

  function usualRate(nowMs: number): number {
    const findings = usual.findings * fading(nowMs - usual.atMs);
    const days = (HALF_LIFE_MS / DAY_MS / Math.LN2) * (1 - fading(nowMs - sinceMs));
    const seriesDays = PRIOR_SERIES_DAYS + peers.size * days;
    return Math.min(RATE_MAX, (PRIOR_FINDINGS + findings) / seriesDays);
  }

  return {
    parent: null,
    lastOnset: "",
    add,
    isWorthALook: (membersMin) => newSince > newAtLook && candidates.length >= membersMin,
    look,
    usualRate,
  };
}

function fading(durationMs: number): number {
  return 2 ** (-durationMs / HALF_LIFE_MS);
}
