const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A length of time in its two largest units, the same in both languages but for days: `2 h 10
 * min`, `3 d 4 h`, `3 j 4 h`.
 */
export function sayDuration(durationMs: number): { readonly en: string; readonly fr: string } {
  const ms = Math.abs(durationMs);
  if (ms < MINUTE_MS) return same(`${Math.round(ms / SECOND_MS)} s`);
  if (ms < HOUR_MS) return same(`${Math.round(ms / MINUTE_MS)} min`);
  if (ms < DAY_MS) {
    const minutes = Math.round(ms / MINUTE_MS);
    return same(join(Math.floor(minutes / 60), "h", minutes % 60, "min"));
  }
  const hours = Math.round(ms / HOUR_MS);
  const of = (day: string) => join(Math.floor(hours / 24), day, hours % 24, "h");
  return { en: of("d"), fr: of("j") };
}

function same(text: string) {
  return { en: text, fr: text };
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
