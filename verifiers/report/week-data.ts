import type { Finding } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Proof, ProofLevel } from "../../schemas/proof.ts";
import type { Series } from "../../schemas/series.ts";
import type { IsoWeek } from "./iso-week.ts";
import type { WeekReport } from "./week-report.ts";

export type KnownSeries = {
  readonly id: string;
  readonly series: Series;
  readonly firstHeardMs: number;
};

export type WeekRun = {
  readonly seriesId: string;
  readonly runId: string;
  readonly succeeded: boolean;
  readonly startedAtMs: number;
};

/** A copy that is there, as far as was heard. */
export type PresentCopy = {
  readonly seriesId: string;
  readonly runId: string;
  readonly role: Proof["copy"]["role"];
  readonly vault: string;
};

/** The chain of proofs of one series up to the report's instant: `head` is the hash of the last. */
export type ProofChain = {
  readonly seriesId: string;
  readonly proofs: number;
  readonly head: string;
  readonly lastOutcome: Proof["outcome"];
  readonly lastProven: { readonly atMs: number; readonly level: ProofLevel } | null;
};

/** What a week's report is made from, in any order. */
export type WeekData = {
  readonly series: readonly KnownSeries[];
  /** Those that may fill a slot of the week. */
  readonly runs: readonly WeekRun[];
  readonly copies: readonly PresentCopy[];
  /** Those that finished within the week. */
  readonly proofs: readonly Proof[];
  readonly chains: readonly ProofChain[];
  /** Those of copies that were drawn at random, as long ago as a campaign may have begun. */
  readonly drawn: readonly Proof[];
  /** Those open at some instant of the week, and those about a slot of the week. */
  readonly findings: readonly Finding[];
};

/** The part of it that is about one series. */
export type SeriesData = Pick<WeekData, "runs" | "copies" | "findings"> & {
  readonly chain: ProofChain | null;
};

export type WeekOptions = {
  readonly week: IsoWeek;
  /** What was known then; the week's end, or before it. */
  readonly asOfMs: number;
  readonly zone: string;
  readonly lang: WeekReport["lang"];
  readonly policies: readonly Policy[];
};
