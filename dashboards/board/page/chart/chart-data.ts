import type { ChartTone } from "./chart-colours.ts";

/** Null where nothing is known: the line has a gap there. */
export type ChartValues = readonly (number | null)[];

export type ChartLine = {
  readonly label: string;
  readonly values: ChartValues;
  /** `active` where left out; lines differ by their dashes too. */
  readonly tone?: ChartTone;
};

export type ChartNote = {
  readonly atMs: number;
  readonly label: string;
  readonly tone: ChartTone;
};

/** What a chart shows; all values stand beside the instants, in their order. */
export type ChartData = {
  /** Milliseconds since the epoch, ascending. */
  readonly atMs: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Between which values the first line is expected. */
  readonly band?: { readonly low: ChartValues; readonly high: ChartValues };
  /** What happened, as vertical lines. */
  readonly notes?: readonly ChartNote[];
  /** The instants between which the chart stands; its data's own where left out. */
  readonly range?: { readonly fromMs: number; readonly toMs: number };
};
