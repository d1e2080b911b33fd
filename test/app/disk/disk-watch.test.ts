import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DiskBounds } from "../../../app/disk/judge-disk.ts";
import { startDiskWatch } from "../../../app/disk/start-disk-watch.ts";
import {
  createSimulatedClock,
  type SimulatedClock,
} from "../../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { keepEmbeddedLog } from "../../../platform/log/keep-embedded-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { StateStore } from "../../../platform/state/state-store.ts";
import { NO_TELEMETRY } from "../../../platform/telemetry/telemetry.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { openTestState } from "../../services/open-test-state.ts";

const AT_MS = Date.parse("2026-11-20T06:00:00Z");
const LOOK_MS = 10_000;
const MIB = 2 ** 20;
/** More than any disk has. */
const LOW: DiskBounds = { warnBelow: 2 ** 60, criticalBelow: 2 ** 59 };
const ENOUGH: DiskBounds = { warnBelow: 1, criticalBelow: 0 };

let directory: string;
let clock: SimulatedClock;
let log: EventLog;
let state: StateStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-disk-"));
  clock = createSimulatedClock(AT_MS);
  log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
  state = await openTestState(directory);
});
afterEach(async () => {
  await log.close();
  await state.close();
  await rm(directory, { recursive: true });
});

type LogRoom = Parameters<typeof startDiskWatch>[0]["logRoom"];

function watch(bounds: DiskBounds, to = log, logRoom?: LogRoom) {
  return startDiskWatch({
    ...{ log: to, state, clock, bounds, telemetry: NO_TELEMETRY, logRoom },
    logger: createLogger({ level: "silent", destination: process.stderr }),
    place: { host: "par-vigie-01", directory },
  });
}

async function published() {
  const records = await Array.fromAsync(log.replay(TOPICS.findings));
  return records.map(({ value }) => {
    const { kind, version, severity, resolvedAt } = JSON.parse(value);
    return [kind, version, severity, resolvedAt];
  });
}

test("tells once that little is left, also to those who start again, and once that it is over", async () => {
  for (const _ of ["first", "second"]) {
    const disk = await watch(LOW);
    await clock.advanceTo(clock.nowMs() + 5 * LOOK_MS);
    expect(disk.isFull()).toBe(false);
    await disk.stop();
  }
  expect(await published()).toEqual([["disk-low", 1, "critical", null]]);
  const disk = await watch(ENOUGH);
  await disk.stop();
  expect(await published()).toEqual([
    ["disk-low", 1, "critical", null],
    ["disk-low", 2, "critical", "2026-11-20T06:01:40Z"],
  ]);
});

test("tells it when the log takes it, before anything else of that disk", async () => {
  const append = log.append.bind(log);
  let isFull = true;
  const full: EventLog = {
    ...log,
    append: async (...entries) => {
      if (isFull) throw new OperatingError("Cannot write as the disk is full", { retryable: true });
      await append(...entries);
    },
  };
  await (await watch(LOW, full)).stop();
  expect(await published()).toEqual([]);
  const disk = await watch(ENOUGH, full);
  isFull = false;
  await clock.advanceTo(AT_MS + LOOK_MS);
  expect(await published()).toEqual([["disk-low", 1, "critical", null]]);
  await clock.advanceTo(AT_MS + 2 * LOOK_MS);
  await disk.stop();
  expect(await published()).toHaveLength(2);
});

test("tells that the log is nearly as large as it may be, and that it is trimmed", async () => {
  const bytesMax = 40 * MIB;
  await log.close();
  log = await openEmbeddedLog({ directory: join(directory, "log"), clock, bytesMax });
  const kept = keepEmbeddedLog({
    ...{ directory: join(directory, "log"), clock, bytesMax, keepMs: 3_600_000, keepUnsaidMs: 0 },
    logger: createLogger({ level: "silent", destination: process.stderr }),
  });
  kept.begin();
  const disk = await watch({ warnBelow: 20 * MIB, criticalBelow: 0 }, log, kept.room);
  for (const key of ["a", "b", "c", "d"])
    await log.append(TOPICS.events, [{ key, value: "x".repeat(7 * MIB) }]);
  await clock.advanceTo(clock.nowMs() + LOOK_MS);
  expect(await published()).toEqual([["disk-low", 1, "warning", null]]);
  expect(disk.isFull()).toBe(true);
  await clock.advanceTo(clock.nowMs() + 2 * 3_600_000);
  expect(disk.isFull()).toBe(false);
  expect((await published()).at(-1)?.slice(0, 3)).toEqual(["disk-low", 2, "warning"]);
  await disk.stop();
  await kept.stop();
});

test.runIf(process.platform === "linux")(
  "a file system that tells no sizes is not full",
  async () => {
    const disk = await startDiskWatch({
      ...{ log, state, clock, bounds: LOW, telemetry: NO_TELEMETRY },
      logger: createLogger({ level: "silent", destination: process.stderr }),
      place: { host: "par-vigie-01", directory: "/proc" },
    });
    await clock.advanceTo(AT_MS + LOOK_MS);
    expect(disk.isFull()).toBe(false);
    await disk.stop();
    expect(await published()).toEqual([]);
  },
);

test("goes on where nothing can be asked of the disk", async () => {
  const disk = await startDiskWatch({
    ...{ log, state, clock, bounds: LOW, telemetry: NO_TELEMETRY },
    logger: createLogger({ level: "silent", destination: process.stderr }),
    place: { host: "par-vigie-01", directory: join(directory, "gone") },
  });
  await clock.advanceTo(AT_MS + LOOK_MS);
  expect(disk.isFull()).toBe(false);
  await disk.stop();
  expect(await published()).toEqual([]);
});
