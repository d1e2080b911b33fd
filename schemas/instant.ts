import { z } from "zod";

/** An instant: RFC 3339 with a zone. Inside it is milliseconds since the epoch. */
export const instantSchema = z.iso
  .datetime({
    offset: true,
    error: "must be an RFC 3339 instant with a zone, such as 2026-11-20T00:14:09Z",
  })
  .transform((text) => Date.parse(text));

/** Milliseconds since the epoch as RFC 3339 in UTC, without a fraction where it is zero. */
export function instantToJson(atMs: number): string {
  return new Date(atMs).toISOString().replace(".000Z", "Z");
}
