import type { Proof, ProofLevel } from "../../../../schemas/proof.ts";
import type { Standing } from "./proofs-words.ts";

type Instant = string | null;

/** Of which series a row is. */
export type OfSeries = {
  readonly seriesId: string;
  readonly tenant: string;
  readonly product: string;
  readonly site: string;
  readonly instance: string;
  readonly asset: string;
};

/** Rows of the panels below `proofs/`, by their names. */
export type CoverageRow = {
  readonly tenant: string;
  readonly policy: string | null;
  readonly promised: number;
  readonly proven: number;
  readonly failed: number;
  readonly overdue: number;
  readonly never: number;
  readonly unpromised: number;
  readonly share: number | null;
};

export type DueRow = OfSeries & {
  readonly standing: Standing;
  readonly provenAt: Instant;
  readonly dueAt: Instant;
};

export type VerdictsRow = {
  readonly day: string;
  readonly proven: number;
  readonly failed: number;
  readonly unproven: number;
};

export type RestoreTimeRow = OfSeries & {
  readonly proofId: string;
  readonly restore: number;
  readonly rto: number | null;
  readonly share: number | null;
};

export type ClaimRow = {
  readonly tenant: string;
  readonly level: ProofLevel;
  readonly since: string;
  readonly copies: number;
  readonly counted: number;
  readonly failed: number;
  readonly awaited: number;
  readonly confidence: number;
  readonly goodShare: number | null;
};

export type ExpiringRow = OfSeries & {
  readonly findingId: string;
  readonly proofId: string;
  readonly provenAt: Instant;
  readonly purgeBy: Instant;
  readonly removedAt: Instant;
};

/** Of `latest` and `failures`. */
export type ListedProof = OfSeries & {
  readonly proofId: string;
  readonly at: string;
  readonly outcome: Proof["outcome"];
  readonly level: Proof["level"];
  readonly wanted: Proof["wanted"];
  readonly vault: string;
  readonly role: Proof["copy"]["role"];
  readonly saidEn: string | null;
  readonly saidFr: string | null;
};
