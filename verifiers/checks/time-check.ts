import type { Clock } from "../../platform/clock/clock.ts";
import { secondsSince } from "../../platform/clock/seconds-since.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Check } from "../../schemas/proof.ts";

/** Makes a check, and notes in it when it began and how long it took. */
export async function timeCheck(clock: Clock, make: () => Promise<Check>): Promise<Check> {
  const startedMs = clock.nowMs();
  const check = await make();
  const seconds = secondsSince(clock, startedMs);
  return { ...check, startedAt: instantToJson(startedMs), seconds };
}
