import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { advanceThrough } from "../../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../../analyzers/detection/create-detection.ts";
import { openPackedFile } from "../../../analyzers/packing/open-packed-file.ts";
import type { Clock } from "../../../platform/clock/clock.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { beat, FROM_MS, POLICY, speakFor } from "./speak-for.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** All has happened by then. */
const HOUR_OF_NEWS = 2;

/** What the detection costs its process. */
export type MachineCost = {
  readonly series: number;
  readonly days: number;
  readonly events: number;
  /** Of the clock, and of its processor. */
  readonly microsecondsPerEvent: number;
  readonly cpuMicrosecondsPerEvent: number;
  /** Heap and buffers after a collection of garbage, beyond those of no series. */
  readonly bytesPerSeries: number;
  /** Of the process, and of the file in which lies what sleeps. */
  readonly residentBytes: number;
  readonly fileBytes: number;
  /** To find that nothing is overdue. */
  readonly idleSweepMs: number;
  /** To find that every series is: late, then missing. */
  readonly overdueMicrosecondsPerSeries: number;
  /** Of a history in which nothing is wrong: to be 0. */
  readonly findings: number;
};

/** Lets so many series live for so many days, and then fall silent. */
export async function measureMachine(
  series: number,
  days: number,
  { clock, awakeBytesMax }: { readonly clock: Clock; readonly awakeBytesMax: number | undefined },
): Promise<MachineCost> {
  const directory = await mkdtemp(join(tmpdir(), "vigie-cost-"));
  const packed = openPackedFile(join(directory, "sleeping.bin"), (error) => {
    throw error;
  });
  const detection = createDetection({
    ...{ policies: [policySchema.parse(POLICY)], packed },
    ...(awakeBytesMax !== undefined && { awakeBytesMax }),
  });
  const bytesBefore = await usedBytes();
  const cpuBefore = process.cpuUsage();
  let [events, findings, beganMs] = [0, 0, clock.nowMs()];
  for (let hour = 0; hour < 24 * days; hour += 1) {
    const nowMs = FROM_MS + hour * HOUR_MS;
    findings += advanceThrough(detection, nowMs).length;
    if (hour % 24 === HOUR_OF_NEWS)
      for (let number = 0; number < series; number += 1)
        for (const event of speakFor(number, Math.floor(hour / 24))) {
          events += 1;
          findings += detection.accept(event, nowMs).length;
        }
    findings += detection.accept(beat(nowMs), nowMs).length;
    detection.changedSeries();
  }
  const microsecondsPerEvent = (1_000 * (clock.nowMs() - beganMs)) / events;
  const { user, system } = process.cpuUsage(cpuBefore);
  const bytesPerSeries = ((await usedBytes()) - bytesBefore) / series;
  const residentBytes = process.memoryUsage.rss();
  const { fileBytes } = packed.taken();
  const quietMs = FROM_MS + days * DAY_MS;
  beganMs = clock.nowMs();
  detection.accept(beat(quietMs), quietMs);
  advanceThrough(detection, quietMs + MINUTE_MS);
  const idleSweepMs = clock.nowMs() - beganMs;
  const overdueMs = quietMs + 9 * HOUR_MS;
  beganMs = clock.nowMs();
  advanceThrough(detection, overdueMs);
  const overdue = detection.accept(beat(overdueMs), overdueMs).length;
  if (overdue < series) throw new Error(`only ${overdue} findings of ${series} series overdue`);
  const overdueMicrosecondsPerSeries = (1_000 * (clock.nowMs() - beganMs)) / series;
  packed.close();
  await rm(directory, { recursive: true });
  return {
    ...{ series, days, events, microsecondsPerEvent, bytesPerSeries, residentBytes, fileBytes },
    cpuMicrosecondsPerEvent: (user + system) / events,
    ...{ idleSweepMs, overdueMicrosecondsPerSeries, findings },
  };
}

/** Buffers are let go of between a collection and the next turn. */
async function usedBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  for (let turn = 0; turn < 3; turn += 1) {
    collect();
    await setImmediate();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
