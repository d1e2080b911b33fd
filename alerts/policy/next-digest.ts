import type { Digest } from "../../schemas/alert-policy.ts";
import { isWithinHours, nextTimeOfDay } from "./working-hours.ts";

/** Until when a warning of `nowMs` waits for its digest; null in hours in which it need not. */
export function nextDigest(digest: Digest, nowMs: number): number | null {
  if ("at" in digest) return nextTimeOfDay({ ...digest, minutes: digest.at }, nowMs);
  const { hours } = digest;
  if (isWithinHours(hours, nowMs)) return null;
  return nextTimeOfDay({ ...hours, minutes: hours.from }, nowMs);
}
