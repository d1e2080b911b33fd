import { type Counts, ratesOf } from "../score/rates.ts";
import { sumOf } from "../score/score.ts";

const ROUNDS = 3;

/** What a detector would reach with a threshold on its own part of the series. */
export type Trial = { readonly threshold: number; readonly counts: Counts };

/**
 * The thresholds, one a part, that in hindsight give the best F1 of all parts together, found part
 * by part.
 */
export function tune(parts: readonly (readonly Trial[])[]): readonly Trial[] {
  let chosen = parts.flatMap((trials) => bestOf(trials, []) ?? []);
  for (let round = 0; round < ROUNDS; round += 1)
    chosen = parts.flatMap((trials, part) => {
      const others = chosen.filter((_, other) => other !== part);
      return (
        bestOf(
          trials,
          others.map(({ counts }) => counts),
        ) ?? []
      );
    });
  return chosen;
}

function bestOf(trials: readonly Trial[], others: readonly Counts[]): Trial | null {
  const rated = trials.map((trial) => ({
    trial,
    f1: ratesOf(sumOf([...others, trial.counts])).f1 ?? 0,
  }));
  return rated.sort((a, b) => b.f1 - a.f1)[0]?.trial ?? null;
}
