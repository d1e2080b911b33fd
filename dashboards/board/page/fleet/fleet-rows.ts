import type { Proof } from "../../../../schemas/proof.ts";
import type { Series } from "../../../../schemas/series.ts";
import type { SlotState } from "../../../../schemas/series-state.ts";

/** A series as the fleet's panels name it. */
export type NamedSeries = Pick<
  Series,
  "tenant" | "environment" | "product" | "site" | "asset" | "backupType"
> & { readonly seriesId: string };

export type FleetTotals = {
  readonly series: number;
  readonly unknown: number;
  readonly learning: number;
  readonly neverProven: number;
  readonly openCritical: number;
  readonly openWarning: number;
};

export type StateCount = { readonly state: SlotState; readonly series: number };

export type WrongSeries = NamedSeries & {
  readonly instance: string;
  readonly state: SlotState;
  readonly slot: string | null;
  readonly lastSuccessAt: string | null;
  readonly nextSlot: string | null;
};

export type FoundSeries = WrongSeries & {
  readonly assetKind: Series["assetKind"];
  readonly lastSizeBytes: number | string | null;
  readonly openCritical: number;
  readonly openWarning: number;
  /** Empty where nothing was ever verified. */
  readonly proofOutcome: Proof["outcome"] | "";
  readonly reachedLevel: Proof["level"];
  readonly proofAt: string | null;
};

/** How many series are in which state, of a tenant or a site. */
export type StateCounts = {
  readonly series: number;
  readonly missing: number;
  readonly stuck: number;
  readonly failed: number;
  readonly late: number;
  readonly unprotected: number;
  readonly unknown: number;
  readonly filled: number;
};

/** What became of the slots of one day, of a tenant or a product. */
export type DaySlots = {
  readonly day: string;
  readonly name: string;
  readonly filled: number;
  readonly late: number;
  readonly failed: number;
  readonly missing: number;
};

export type HourSlots = { readonly at: string; readonly series: number };

export type LearningSeries = NamedSeries & { readonly runs: number; readonly needed: number };
