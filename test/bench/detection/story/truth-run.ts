import type { Line } from "../estate/line.ts";
import type { SlotPlan } from "./bend-slot.ts";

/** One quantity of a run as it was, and what is true of it: logs. */
export type Measured = { readonly log: number; readonly mean: number; readonly sigma: number };

/** A successful run as rivals of the detection see it, with what only the oracle knows. */
export type TruthRun = {
  readonly line: Line;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly heardAtMs: number;
  readonly size: Measured;
  readonly duration: Measured;
  readonly ratio: Measured;
};

/** What happened to one slot, for the labels of what befell it. */
export type SlotStory = {
  readonly dueMs: number;
  readonly startedAtMs: number | null;
  readonly firstHeardAtMs: number | null;
  readonly failures: readonly { readonly atMs: number; readonly heardAtMs: number }[];
  readonly run: TruthRun | null;
  readonly again: TruthRun | null;
  /** A copy-only full, which fills no slot and is nobody's base. */
  readonly aside: TruthRun | null;
  readonly copies: CopyStory | null;
};

export type CopyStory = {
  readonly first: StoredCopy;
  readonly second: StoredCopy | null;
  readonly changedAtMs: number | null;
  readonly changedHeardAtMs: number | null;
};

/** One copy in its vault. When it goes is decided once all of its asset is known. */
export type StoredCopy = {
  readonly line: Line;
  readonly plan: SlotPlan;
  readonly role: "primary" | "duplicate";
  readonly vault: string;
  uri: string;
  readonly runId: string;
  /** The run without which this one cannot be restored. */
  readonly baseRunId: string | null;
  readonly finishedAtMs: number;
  readonly seenAtMs: number;
  heardAtMs: number;
  readonly sizeBytes: number;
  readonly checksum: string;
  readonly encrypted: boolean | null;
  readonly lockedUntilMs: number | null;
  /** Null: never. */
  goneAtMs: number | null;
  goneHeardAtMs: number | null;
};
