import { z } from "zod";

/** An instant: RFC 3339 with a zone. Inside it is milliseconds since the epoch. */
export const instantSchema = z.iso
  .datetime({
    offset: true,
    error: "must be an RFC 3339 instant with a zone, such as 2026-11-20T00:14:09Z",
  })
  .transform(parseInstant)
  // An offset may lead beyond them, where an instant is written as no RFC 3339 has it.
  .refine(isWritable, { error: "must be within the years 0001 to 9999 of UTC" });

const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

const UTC_SECONDS = "2026-11-20T00:14:09Z".length;
const UTC_MILLISECONDS = "2026-11-20T00:14:09.123Z".length;
const ZERO = "0".charCodeAt(0);

/** A valid instant; in the form that most have, UTC and no more than milliseconds, the fast way. */
function parseInstant(text: string): number {
  const { length } = text;
  const isUsual = (length === UTC_SECONDS || length === UTC_MILLISECONDS) && text.endsWith("Z");
  // `Date.UTC` takes years of two digits for others.
  if (!isUsual || text.startsWith("00")) return Date.parse(text);
  const digits = (from: number, count: number) => {
    let value = 0;
    for (let at = from; at < from + count; at += 1) value = 10 * value + text.charCodeAt(at) - ZERO;
    return value;
  };
  const ms = length === UTC_MILLISECONDS ? digits(20, 3) : 0;
  const [hour, minute, second] = [digits(11, 2), digits(14, 2), digits(17, 2)];
  return Date.UTC(digits(0, 4), digits(5, 2) - 1, digits(8, 2), hour, minute, second, ms);
}

/** What isn't read as an instant (NaN) has been told of already. */
function isWritable(atMs: number): boolean {
  return !(atMs < FIRST_MS || atMs > LAST_MS);
}

/** The nearest that can be written: an engine's own instants may lie far beyond. */
export function nearestWritable(atMs: number): number {
  return Math.min(Math.max(atMs, FIRST_MS), LAST_MS);
}

/** Milliseconds since the epoch as RFC 3339 in UTC, without a fraction where it is zero. */
export function instantToJson(atMs: number): string {
  return new Date(atMs).toISOString().replace(".000Z", "Z");
}
