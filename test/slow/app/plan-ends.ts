export const POINTS = ["before-append", "after-append", "after-insert", "before-commit"] as const;
export const TIMES_PER_POINT = 3;
export const RANDOM_KILLS = 20;
/** Which message's arrival ends a life. */
export const FATAL_MESSAGES = [1, 3, 2, 7] as const;

/**
 * How a life of the process ends: by itself at a point, by our kill after some answers and turns
 * of our loop, or as a message reaches the webhook's receiver; or not.
 */
export type End =
  | { readonly kind: "point"; readonly point: (typeof POINTS)[number]; readonly count: number }
  | { readonly kind: "kill"; readonly answers: number; readonly turns: number }
  | { readonly kind: "message"; readonly message: number }
  | { readonly kind: "none" };

/** The points, each three times, the random kills and the messages, in an order by the seed. */
export function planEnds(seed: number): readonly End[] {
  const dice = createDice(seed);
  const points = POINTS.flatMap((point) =>
    Array.from(
      { length: TIMES_PER_POINT },
      (): End => ({ kind: "point", point, count: 1 + dice(3) }),
    ),
  );
  const kills = Array.from({ length: RANDOM_KILLS }, (): End => {
    return { kind: "kill", answers: 1 + dice(16), turns: dice(60) };
  });
  const messages = FATAL_MESSAGES.map((message): End => ({ kind: "message", message }));
  const ends = [...points, ...kills, ...messages];
  return ends
    .map((end) => ({ end, place: dice(1_000_000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ end }) => end);
}

/** Mulberry32: the same throws for the same seed. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}
