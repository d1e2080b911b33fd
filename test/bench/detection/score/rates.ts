import type { Dice } from "../create-dice.ts";

const RESAMPLES = 1_000;

export type Counts = {
  readonly hits: number;
  readonly misses: number;
  readonly falseAlarms: number;
};

/** Null where nothing was said, or nothing was there to be found. */
export type Rates = {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
};

/** The middle 95 %; null where no resample has a rate. */
export type Interval = readonly [low: number, high: number] | null;

export function ratesOf({ hits, misses, falseAlarms }: Counts): Rates {
  const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    precision: ratio(hits, hits + falseAlarms),
    recall: ratio(hits, hits + misses),
    f1: ratio(2 * hits, 2 * hits + misses + falseAlarms),
  };
}

/** Percentile bootstrap: units, which are independent of each other, are drawn anew as wholes. */
export function bootstrap(
  units: readonly Counts[],
  dice: Dice,
): Readonly<Record<keyof Rates, Interval>> {
  const drawn = Array.from({ length: units.length === 0 ? 0 : RESAMPLES }, () => {
    const sum = { hits: 0, misses: 0, falseAlarms: 0 };
    for (let number = 0; number < units.length; number += 1) {
      const unit = dice.pick(units);
      sum.hits += unit.hits;
      sum.misses += unit.misses;
      sum.falseAlarms += unit.falseAlarms;
    }
    return ratesOf(sum);
  });
  const intervalOf = (rate: keyof Rates): Interval => {
    const values = drawn.flatMap((rates) => rates[rate] ?? []).sort((a, b) => a - b);
    const [low, high] = [
      values[Math.floor(0.025 * values.length)],
      values[Math.ceil(0.975 * values.length) - 1],
    ];
    return low === undefined || high === undefined ? null : [low, high];
  };
  return { precision: intervalOf("precision"), recall: intervalOf("recall"), f1: intervalOf("f1") };
}
