import type { Finding } from "../../schemas/finding.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { Awaited } from "../detection/create-dispatch.ts";
import { NOTHING_SINCE } from "../detection/create-knows.ts";

/**
 * Series that were told as without a success: the log may have forgotten all that it ever heard of
 * them, and they are expected all the same from their first such slot on.
 */
export function awaitTold(told: Iterable<Finding>): readonly Awaited[] {
  const awaited = new Map<string, Awaited>();
  for (const { kind, series, slot } of told) {
    if (!series || slot === null || !NOTHING_SINCE.includes(kind)) continue;
    const [key, sinceMs] = [seriesKey(series), Date.parse(slot)];
    const known = awaited.get(key)?.sinceMs ?? sinceMs;
    awaited.set(key, { series, sinceMs: Math.min(known, sinceMs) });
  }
  return [...awaited.values()];
}
