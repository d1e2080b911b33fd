import type { FindingKind } from "../../../schemas/finding.ts";

/** Judged by statistics; every other kind is judged by a rule. */
export const STATISTICAL_KINDS = [
  "undersized",
  "oversized",
  "too-slow",
  "too-fast",
  "incompressible",
] as const satisfies readonly FindingKind[];
export type StatisticalKind = (typeof STATISTICAL_KINDS)[number];

export function isStatistical(kind: FindingKind): boolean {
  return STATISTICAL_KINDS.some((other) => other === kind);
}

/** What is planted; `collector-silent` comes of outages, `rpo-breach` of runs that lack. */
export const PLANTED_KINDS = [
  ...STATISTICAL_KINDS,
  "late",
  "missing",
  "stuck",
  "failed",
  "extra-run",
  "copy-missing",
  "copy-late",
  "copy-size-mismatch",
  "copy-checksum-mismatch",
  "copy-changed",
  "copy-lost",
  "warned",
  "copies-colocated",
  "unencrypted",
  "lock-short",
  "purge-overdue",
  "retention-short",
  "mass-deletion",
  "chain-broken",
  "base-hijacked",
  "schedule-drift",
] as const satisfies readonly FindingKind[];
export type PlantedKind = (typeof PLANTED_KINDS)[number];

/** Findings of other kinds are counted and not scored. */
export const SCORED_KINDS = [...PLANTED_KINDS, "rpo-breach", "collector-silent"] as const;
export type ScoredKind = (typeof SCORED_KINDS)[number];

export const TIERS = ["easy", "medium", "hard"] as const;
export type Tier = (typeof TIERS)[number];

/** Damage that was done. */
export type Label = {
  readonly kind: ScoredKind;
  /** The key of a series, or the name of a collector, or of a vault. */
  readonly subject: string;
  /** Resampled as a whole for confidence intervals: a tenant, or a collector. */
  readonly unit: string;
  readonly tier: Tier;
  /** Labels of one cause have one group. */
  readonly group: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** When all that is needed to know of it had been received. */
  readonly detectableAtMs: number;
  /** A finding up to then counts: one cadence after the end. */
  readonly hitUntilMs: number;
  /** What follows of the same cause, and is neither a hit nor a false alarm meanwhile. */
  readonly explains: readonly FindingKind[];
};

/** Something unusual or hard that is no damage: a finding is wrong, except of `dontCare`. */
export type Circumstance = {
  readonly cause: string;
  /** Whether it may mislead about what runs are like, or about which runs and copies there are. */
  readonly bearsOn: "quantities" | "presence";
  readonly subject: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly dontCare: readonly FindingKind[];
};

/** Nothing was received of these subjects from `fromMs` to `toMs`: such kinds cannot be known. */
export type Outage = {
  readonly hides: readonly FindingKind[];
  readonly subjects: ReadonlySet<string>;
  readonly fromMs: number;
  readonly toMs: number;
};
