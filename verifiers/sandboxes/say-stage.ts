import { writeSync } from "node:fs";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import type { Stage } from "./stage.ts";

/** Where a sandbox's process reports; its parent reads it. */
const REPORT_DESCRIPTOR = 3;

/** A process runs in real time, also where the pipeline's clock is simulated. */
const clock = createSystemClock();
let startedAtMs = clock.nowMs();

type Untimed<S> = S extends { readonly stage: "content" } ? S : Omit<S, "startedAtMs" | "seconds">;

/** Says how a stage ended that began where the one before it ended, or with the process. */
export function say(stage: Untimed<Stage>): void {
  const nowMs = clock.nowMs();
  const timed = { ...stage, startedAtMs, seconds: Math.max(0, nowMs - startedAtMs) / 1_000 };
  writeReport(Buffer.from(`${JSON.stringify(stage.stage === "content" ? stage : timed)}\n`));
  startedAtMs = nowMs;
}

export function writeReport(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(REPORT_DESCRIPTOR, bytes, at);
}
