const DIGITS = 6;
const SECOND_MS = 1_000;
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** A number of evidence with the unit that its name ends in: exact where it has one. */
export function sayMeasure(name: string, value: number): string {
  if (/(?:^m|M)s$/.test(name)) return sayExactly(value);
  if (/seconds$/i.test(name)) return sayExactly(value * SECOND_MS);
  if (/bytes$/i.test(name)) return `${value} ${value === 1 ? "byte" : "bytes"}`;
  if (/^z(?:M|$)/.test(name)) return `${shorten(value)} scales`;
  return shorten(value);
}

/** A length of time to the millisecond, so that a sum of instants comes out: `1 d 2 h 0.5 s`. */
function sayExactly(durationMs: number): string {
  let leftMs = Math.abs(durationMs);
  const parts: string[] = [];
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(leftMs / unitMs);
    leftMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  if (leftMs > 0 || parts.length === 0) parts.push(`${shorten(leftMs / SECOND_MS)} s`);
  return (durationMs < 0 ? "-" : "") + parts.join(" ");
}

function shorten(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}
