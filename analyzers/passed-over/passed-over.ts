import type { Memory } from "../detection/memory.ts";

/** What there may be too many of: docs/bounds.md says of how many, and what becomes of more. */
export const BOUNDS = [
  "slots",
  "skipped-slots",
  "runs",
  "runs-ahead",
  "runs-behind",
  "runs-going-on",
  "runs-of-asset",
  "runs-of-slot",
  "runs-unlearned",
  "runs-unplaced",
  "sizes-told",
  "copies-of-run",
  "copies-overdue",
  "observations",
  "early-ends",
  "copies-failed",
  "copies-proven",
  "runs-proven",
  "changes",
  "changes-of-nothing",
  "decisions",
  "assets-expected",
  "collectors",
  "covers",
  "vaults",
  "places",
  "clocks",
  "reject-sources",
  "notices",
  "notices-held",
  "notices-apart",
  "findings-decided",
  "findings-recent",
  "findings-resolved",
] as const;
export type Bound = (typeof BOUNDS)[number];

/** How often, since the log began, something that a verdict may depend on was passed over. */
export type PassedOver = {
  readonly bound: Bound;
  readonly times: number;
  /** Whose it was the last time: a series' key, or another name. */
  readonly last: string;
};

/** `who` is a series' key, or another name. */
export type PassOver = (bound: Bound, who: string, times?: number) => void;
/** The same of one series. */
export type PassOverOne = (bound: Bound, times?: number) => void;

export const PASS_OVER_UNTOLD: PassOver = () => {};

/** Counted with what is remembered, so that reading the log again, or going on, counts alike. */
export function createPassedOver(memory: Memory) {
  const known = memory.of("bounds", () => new Map<Bound, PassedOver>());

  const passOver: PassOver = (bound, who, times = 1) => {
    if (times === 0) return;
    const before = known.get(bound)?.times ?? 0;
    known.set(bound, { bound, times: before + times, last: who });
  };

  return { passOver, list: (): readonly PassedOver[] => [...known.values()] };
}
