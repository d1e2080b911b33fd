import type { Clock } from "../../../../platform/clock/clock.ts";
import { secondsSince } from "../../../../platform/clock/seconds-since.ts";
import type { SandboxStep } from "../../sandbox.ts";
import type { Judged } from "../../stage.ts";

/** One act of a restore, timed. */
export async function takeStep(
  clock: Clock,
  name: string,
  act: () => Promise<Judged>,
): Promise<SandboxStep> {
  const startedAtMs = clock.nowMs();
  const judged = await act();
  return { name, ...judged, startedAtMs, seconds: secondsSince(clock, startedAtMs) };
}
