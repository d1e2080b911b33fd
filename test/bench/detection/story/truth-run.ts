import type { Line } from "../estate/line.ts";

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
  readonly copies: CopyStory | null;
};

export type CopyStory = {
  readonly primaryHeardAtMs: number;
  readonly duplicateSeenAtMs: number | null;
  readonly duplicateHeardAtMs: number | null;
  readonly changedAtMs: number | null;
  readonly changedHeardAtMs: number | null;
  readonly lostAtMs: number | null;
  readonly lostHeardAtMs: number | null;
};
