import type { Finding, FindingKind, Severity } from "../../schemas/finding.ts";
import { type Cohort, type Peer, PLACES } from "./cohort.ts";
import type { DecidedCause } from "./find-causes.ts";

/** An open finding of a series that may have a cause in common with others. */
export type Candidate = {
  /** As the ledger last told it. */
  finding: Finding;
  readonly peer: Peer;
  readonly cohorts: readonly Cohort[];
  readonly openedAtMs: number;
  readonly slotMs: number | null;
  parent: Parent | null;
  /** How many versions were told only to name the parent. */
  extraVersions: number;
};

/** Findings with one cause, told as one. */
export type Parent = {
  readonly id: string;
  /** The kinds of its members, the worst first. */
  readonly family: readonly FindingKind[];
  readonly openedAtMs: number;
  /** Wider than at first where more of the same turned out to fail. */
  cohort: Cohort;
  readonly open: Set<Candidate>;
  /** How many joined it, open and resolved, and the first of them. */
  members: number;
  readonly firstIds: string[];
  readonly series: Set<Peer>;
  due: number;
  /** What showed it, when it opened or was last found to be wider. */
  decided: DecidedCause;
  kind: FindingKind;
  severity: Severity;
  slots: Span | null;
  lastJoinedAtMs: number;
  /** As last told; null: not yet. */
  told: Finding | null;
};

/** A parent takes no members for longer: the next night is another. */
const EPISODE_MS = 18 * 3_600_000;

export function takesMembers({ openedAtMs }: Parent, nowMs: number): boolean {
  return nowMs - openedAtMs <= EPISODE_MS;
}

export type Span = { readonly fromMs: number; readonly toMs: number };

export function createCandidate(finding: Finding, peer: Peer): Candidate {
  const role = finding.copy?.role ?? finding.evidence["role"];
  const places = PLACES.filter(
    (place) => (place !== "primary" && place !== "duplicate") || place === role,
  );
  return {
    finding,
    peer,
    cohorts: places.flatMap((place) => peer.cohorts[place] ?? []),
    openedAtMs: Date.parse(finding.openedAt),
    slotMs: finding.slot === null ? null : Date.parse(finding.slot),
    parent: null,
    extraVersions: 0,
  };
}

/** From the first to the last slot of findings; null where none has one. */
export function spanOf(candidates: Iterable<Candidate>): Span | null {
  let span: Span | null = null;
  for (const { slotMs } of candidates) if (slotMs !== null) span = widen(span, slotMs);
  return span;
}

export function widen(span: Span | null, instantMs: number): Span {
  if (!span) return { fromMs: instantMs, toMs: instantMs };
  return { fromMs: Math.min(span.fromMs, instantMs), toMs: Math.max(span.toMs, instantMs) };
}
