import type { Finding } from "../../../../schemas/finding.ts";
import type { Proof } from "../../../../schemas/proof.ts";
import type { Series } from "../../../../schemas/series.ts";
import type { SlotState } from "../../../../schemas/series-state.ts";
import type { Agreement, RunOutcome } from "./series-words.ts";

type Instant = string | null;
type Bytes = number | string;

/** The state of a series, as all its panels have it. */
type Stated = Series & {
  readonly seriesId: string;
  readonly policy: string | null;
  readonly state: SlotState;
  readonly slot: Instant;
  readonly nextSlot: Instant;
  readonly lastSuccessAt: Instant;
  readonly lastSizeBytes: Bytes | null;
  readonly critical: number;
  readonly warnings: number;
};

/** A row of the panel `series/list`. */
export type ListedSeries = Stated & {
  readonly proof: Proof["outcome"] | null;
  readonly reachedLevel: Proof["level"];
  readonly proofAt: Instant;
  /** It is, at the level that its policy promises. */
  readonly isProven: boolean;
};

/** The row of `series/identity`; spans are seconds. */
export type SeriesIdentity = Stated & {
  readonly learningRuns: number | null;
  readonly learningNeeded: number | null;
  readonly expectedCopies: readonly Proof["copy"]["role"][];
  readonly copiesWithin: number | null;
  readonly keep: number | null;
  readonly proofEvery: number | null;
  readonly proofLevel: Proof["wanted"] | null;
  readonly proofDueAt: Instant;
  readonly rpo: number | null;
  readonly rto: number | null;
  readonly lastProof: Proof["outcome"] | null;
  readonly reachedLevel: Proof["level"];
  readonly lastProofAt: Instant;
  readonly lastProvenAt: Instant;
};

export type SizeRow = {
  readonly at: string;
  readonly runId: string;
  readonly size: Bytes;
  readonly expected: Bytes | null;
  readonly low: Bytes | null;
  readonly high: Bytes | null;
};

export type DurationRow = {
  readonly at: string;
  readonly runId: string;
  readonly duration: number;
  readonly throughput: Bytes | null;
};

export type RatioRow = { readonly at: string; readonly ratio: number };

export type FindingRow = {
  readonly findingId: string;
  readonly at: string;
  readonly resolvedAt: Instant;
  readonly kind: Finding["kind"];
  readonly severity: Finding["severity"];
  readonly runId: string | null;
  readonly summaryEn: string;
  readonly summaryFr: string;
};

export type CopyRow = {
  readonly runId: string;
  readonly role: Proof["copy"]["role"];
  readonly vault: string;
  readonly uri: string;
  readonly size: Bytes | null;
  readonly agreement: Agreement | null;
  readonly fingerprint: string | null;
  readonly encrypted: boolean | null;
  readonly lastObservedAt: Instant;
  readonly lockedUntil: Instant;
  readonly goneAt: Instant;
};

export type RunRow = {
  readonly runId: string;
  readonly outcome: RunOutcome;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly duration: number | null;
  readonly size: Bytes | null;
  readonly stored: Bytes | null;
};

export type ProofRow = {
  readonly proofId: string;
  readonly at: string;
  readonly outcome: Proof["outcome"];
  readonly level: Proof["level"];
  readonly wanted: Proof["wanted"];
  readonly runId: string;
  readonly vault: string;
  readonly role: Proof["copy"]["role"];
  readonly restore: number | null;
  readonly saidEn: string | null;
  readonly saidFr: string | null;
};
