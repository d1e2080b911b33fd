import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createSimulatedClock,
  type SimulatedClock,
} from "../../../platform/clock/simulated-clock.ts";
import type { EventLog, Topic } from "../../../platform/log/event-log.ts";
import { keepEmbeddedLog } from "../../../platform/log/keep-embedded-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";

const START_MS = Date.UTC(2026, 10, 2, 6);
const LOOK_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const KEEP_MS = 60 * DAY_MS;
const TOPIC: Topic = { name: "one", partitions: 1 };

let directory: string;
let clock: SimulatedClock;
/** By how much the machine's clock is ahead of it. */
let aheadMs: number;
let log: EventLog;
let logged: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-leap-"));
  clock = createSimulatedClock(START_MS);
  [aheadMs, logged] = [0, []];
  log = await openEmbeddedLog({ directory, clock: machine });
});
afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true });
});

const machine = {
  nowMs: () => clock.nowMs() + aheadMs,
  every: (...task: Parameters<SimulatedClock["every"]>) => clock.every(...task),
  everyMinute: (...task: Parameters<SimulatedClock["everyMinute"]>) => clock.everyMinute(...task),
  sleep: (...span: Parameters<SimulatedClock["sleep"]>) => clock.sleep(...span),
};

function keep() {
  const write = (chunk: unknown, _encoding: string, done: () => void) => {
    logged.push(String(chunk));
    done();
  };
  const logger = createLogger({ level: "warn", destination: new Writable({ write }) });
  const kept = keepEmbeddedLog({
    ...{ directory, clock: machine, logger },
    ...{ keepMs: KEEP_MS, keepUnsaidMs: KEEP_MS },
  });
  kept.begin();
  return kept;
}

const append = (key: string) => log.append(TOPIC, [{ key, value: "x" }]);
const keysKept = async () =>
  (await Array.fromAsync(log.replay(TOPIC))).map(({ key }) => key).join(" ");
const warnings = () => logged.filter((line) => line.includes("nothing is trimmed")).length;

/** What is done while the clock goes on for a time, and a little longer for what it began. */
async function pass(days: number) {
  await clock.advanceTo(clock.nowMs() + days * DAY_MS + LOOK_MS);
  for (let step = 0; step < 5; step += 1) {
    await setImmediate();
    await clock.advanceTo(clock.nowMs() + 100);
  }
}

/** A log of 80 days, of which 20 are too old. */
async function fill() {
  for (let day = 0; day <= 80; day += 20) {
    await clock.advanceTo(START_MS + day * DAY_MS);
    await append(`day-${day}`);
  }
  await clock.advanceTo(START_MS + 82 * DAY_MS);
}

const ALL = "day-0 day-20 day-40 day-60 day-80";
const YOUNG = "day-20 day-40 day-60 day-80";

describe("the log of a machine whose clock leaps", () => {
  test("loses nothing of what is young where it boots in a year to come, however often", async () => {
    await fill();
    aheadMs = 365 * DAY_MS;
    for (const boot of [1, 2, 3]) {
      const kept = keep();
      await append(`boot-${boot}`);
      await pass(0.3);
      await kept.stop();
      expect(warnings()).toBe(boot);
    }
    expect(await keysKept()).toBe(`${ALL} boot-1 boot-2 boot-3`);
    aheadMs = 0;
    const kept = keep();
    await pass(0);
    expect(await keysKept()).toBe(`${YOUNG} boot-1 boot-2 boot-3`);
    await kept.stop();
  });

  test("loses nothing for a day where it leaps while Vigie runs, and then what is old by it", async () => {
    await fill();
    const kept = keep();
    await pass(0);
    expect(await keysKept()).toBe(YOUNG);
    expect(warnings()).toBe(0);
    aheadMs = 365 * DAY_MS;
    await pass(0.9);
    expect([await keysKept(), warnings()]).toEqual([YOUNG, 1]);
    await pass(0.1);
    expect([await keysKept(), warnings()]).toEqual(["day-80", 1]);
    await kept.stop();
  });

  test("is trimmed at once after an absence of days", async () => {
    await fill();
    await clock.advanceTo(clock.nowMs() + 20 * DAY_MS);
    await append("back");
    const kept = keep();
    await pass(0);
    expect([await keysKept(), warnings()]).toEqual(["day-40 day-60 day-80 back", 0]);
    await kept.stop();
  });
});
