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
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { StateStore } from "../../../platform/state/state-store.ts";
import { NO_TELEMETRY } from "../../../platform/telemetry/telemetry.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { openTestState } from "../../services/open-test-state.ts";

const AT_MS = Date.parse("2026-11-20T06:00:00Z");
const LOOK_MS = 10_000;
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

function watch(bounds: DiskBounds, to = log) {
  return startDiskWatch({
    ...{ log: to, state, clock, bounds, telemetry: NO_TELEMETRY },
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
