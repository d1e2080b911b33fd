import type { Clock } from "../../platform/clock/clock.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Check } from "../../schemas/proof.ts";

const SECOND_MS = 1_000;

/** Makes a check, and notes in it when it began and how long it took. */
export async function timeCheck(clock: Clock, make: () => Promise<Check>): Promise<Check> {
  const startedMs = clock.nowMs();
  const check = await make();
  const seconds = Math.max(0, clock.nowMs() - startedMs) / SECOND_MS;
  return { ...check, startedAt: instantToJson(startedMs), seconds };
}
