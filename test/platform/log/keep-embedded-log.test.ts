import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createSimulatedClock,
  type SimulatedClock,
} from "../../../platform/clock/simulated-clock.ts";
import { copyEmbeddedLog, readGroupPositions } from "../../../platform/log/copy-embedded-log.ts";
import type { EventLog, Topic } from "../../../platform/log/event-log.ts";
import { keepEmbeddedLog } from "../../../platform/log/keep-embedded-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { Database } from "../../../platform/sqlite/database.ts";

const START_MS = Date.UTC(2026, 10, 2, 6);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LOOK_MS = 5 * MINUTE_MS;
const PAUSE_MS = 100;
const ONE: Topic = { name: "one", partitions: 1 };
const MANY: Topic = { name: "many", partitions: 4 };

let directory: string;
let clock: SimulatedClock;
let log: EventLog;
let logged: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-kept-"));
  clock = createSimulatedClock(START_MS);
  log = await openEmbeddedLog({ directory, clock });
  logged = [];
});
afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true });
});

type Kept = { readonly keepMs?: number; readonly bytesMax?: number };

function keep({ keepMs, ...more }: Kept = {}) {
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ level: "info", destination });
  const rest = { directory, clock, logger, keepUnsaidMs: 60 * DAY_MS, ...more };
  const kept = keepEmbeddedLog({ ...rest, keepMs });
  kept.begin();
  return kept;
}

async function append(topic: Topic, ...keys: readonly string[]) {
  await log.append(
    topic,
    keys.map((key) => ({ key, value: "x" })),
  );
}

const keysOf = async (topic: Topic) =>
  (await Array.fromAsync(log.replay(topic))).map(({ key }) => key);

/** Nobody was there meanwhile. */
async function openAgain(days: number) {
  await log.close();
  clock = createSimulatedClock(START_MS + days * DAY_MS);
  log = await openEmbeddedLog({ directory, clock });
}

/** Lets all steps of one look be taken. */
async function look() {
  await clock.advanceTo(clock.nowMs() + LOOK_MS);
  for (let step = 0; step < 30; step += 1) {
    await setImmediate();
    await clock.advanceTo(clock.nowMs() + PAUSE_MS);
  }
}

describe("keepEmbeddedLog()", () => {
  test("forgets what is older than it keeps, of all topics, but the last before what it keeps", async () => {
    await append(ONE, "old", "last");
    await append(MANY, "a", "b", "c", "d", "e", "f", "g", "h");
    const newest = new Map(
      (await Array.fromAsync(log.replay(MANY))).map(({ partition, key }) => [partition, key]),
    );
    const kept = keep({ keepMs: DAY_MS });
    await clock.advanceTo(START_MS + DAY_MS - LOOK_MS);
    expect(await keysOf(MANY)).toHaveLength(8);
    await clock.advanceTo(START_MS + DAY_MS);
    await look();
    expect(await keysOf(ONE)).toEqual(["last"]);
    expect((await keysOf(MANY)).sort()).toEqual([...newest.values()].sort());
    await append(ONE, "new");
    await look();
    expect(await keysOf(ONE)).toEqual(["last", "new"]);
    await clock.advanceTo(clock.nowMs() + DAY_MS);
    await look();
    expect(await keysOf(ONE)).toEqual(["new"]);
    await kept.stop();
  });

  test("forgets nothing that a group has not done, and says which has not", async () => {
    const [fast, slow] = [await log.consume(ONE, "fast"), await log.consume(ONE, "slow")];
    await append(ONE, "a", "b", "c", "d");
    await fast.poll(10);
    await fast.commit();
    await slow.poll(2);
    await slow.commit();
    await slow.poll(10);
    const kept = keep({ keepMs: DAY_MS });
    await clock.advanceTo(START_MS + 2 * DAY_MS);
    await look();
    expect(await keysOf(ONE)).toEqual(["b", "c", "d"]);
    const told = logged.filter((line) => line.includes("has not read"));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? "")).toMatchObject({ group: "slow", topic: "one" });
    await slow.commit();
    await look();
    expect(await keysOf(ONE)).toEqual(["d"]);
    await kept.stop();
  });

  test("takes small steps, between which others write, and ends in their midst when stopped", async () => {
    const keys = Array.from({ length: 3_500 }, (_, index) => `key-${index}`);
    await append(ONE, ...keys);
    const kept = keep({ keepMs: DAY_MS });
    await clock.advanceTo(START_MS + DAY_MS + LOOK_MS);
    const counts: number[] = [];
    for (let step = 0; step < 2; step += 1) {
      counts.push((await keysOf(ONE)).length);
      await append(ONE, `new-${step}`);
      await clock.advanceTo(clock.nowMs() + PAUSE_MS);
      await setImmediate();
    }
    await kept.stop();
    counts.push((await keysOf(ONE)).length);
    expect(counts).toEqual([2_500, 1_501, 502]);
    const again = keep({ keepMs: DAY_MS });
    await look();
    expect(await keysOf(ONE)).toEqual(["key-3499", "new-0", "new-1"]);
    await again.stop();
  });

  test("large values go a few at a time", async () => {
    const value = "x".repeat(3 * 2 ** 20);
    for (const key of "abcdef") await log.append(ONE, [{ key, value }]);
    const kept = keep({ keepMs: DAY_MS });
    await clock.advanceTo(START_MS + DAY_MS + LOOK_MS);
    await setImmediate();
    expect(await keysOf(ONE)).toEqual(["c", "d", "e", "f"]);
    await kept.stop();
  });

  test("what comes later takes the room, and how much there is can be told", async () => {
    await log.close();
    const bytesMax = 4 * 2 ** 20;
    log = await openEmbeddedLog({ directory, clock, bytesMax });
    const kept = keep({ keepMs: DAY_MS, bytesMax });
    const fill = async () => {
      const entries = Array.from({ length: 10 }, () => ({ key: "k", value: "x".repeat(10_000) }));
      for (let batches = 0; ; batches += 1) {
        const isTaken = await log.append(ONE, entries).then(
          () => true,
          () => false,
        );
        if (!isTaken) return batches;
      }
    };
    expect(kept.room()).toMatchObject({ totalBytes: bytesMax });
    expect(kept.room().freeBytes).toBeGreaterThan(0.95 * bytesMax);
    const batches = await fill();
    expect(kept.room().freeBytes).toBeLessThan(0.05 * bytesMax);
    const { size } = await stat(join(directory, "log.sqlite"));
    await clock.advanceTo(START_MS + 2 * DAY_MS);
    await look();
    expect(kept.room().freeBytes).toBeGreaterThan(0.9 * bytesMax);
    expect(await fill()).toBeGreaterThanOrEqual(batches - 1);
    expect((await stat(join(directory, "log.sqlite"))).size).toBeLessThanOrEqual(
      Math.max(size, bytesMax),
    );
    await kept.stop();
  });

  test("a new log is kept for 60 days unless it is said", async () => {
    await append(ONE, "old", "last");
    await openAgain(50);
    await append(ONE, "new");
    await openAgain(59.99);
    const kept = keep();
    await look();
    expect(await keysOf(ONE)).toHaveLength(3);
    await clock.advanceTo(START_MS + 60 * DAY_MS);
    await look();
    expect(await keysOf(ONE)).toEqual(["last", "new"]);
    await kept.stop();
  });

  test("a log that an older Vigie filled keeps all until it is said for how long", async () => {
    await append(ONE, "old", "last");
    await log.close();
    const older = new Database(join(directory, "log.sqlite"));
    older.exec("drop table upkeep; delete from migrations where name = '0003-upkeep.sql'");
    older.close();
    log = await openEmbeddedLog({ directory, clock });
    await openAgain(50);
    await append(ONE, "new");
    await openAgain(70);
    const unsaid = keep();
    expect(logged.join()).toContain("log.keep is not set");
    await look();
    expect(await keysOf(ONE)).toEqual(["old", "last", "new"]);
    await unsaid.stop();
    const said = keep({ keepMs: 60 * DAY_MS });
    await look();
    expect(await keysOf(ONE)).toEqual(["last", "new"]);
    await said.stop();
  });

  test("a copy that is taken of it has what it has, and its groups where they were", async () => {
    const consumer = await log.consume(ONE, "g");
    await append(ONE, "a", "b", "c");
    await consumer.poll(10);
    await consumer.commit();
    const kept = keep({ keepMs: DAY_MS });
    await clock.advanceTo(START_MS + 2 * DAY_MS);
    await append(ONE, "d");
    const positions = readGroupPositions(directory);
    await look();
    const to = join(directory, "copy", "log.sqlite");
    await mkdir(join(directory, "copy"));
    copyEmbeddedLog(directory, to, positions);
    await kept.stop();
    const copy = await openEmbeddedLog({ directory: join(directory, "copy"), clock });
    const copied = await Array.fromAsync(copy.replay(ONE));
    expect(copied.map(({ key }) => key)).toEqual(["c", "d"]);
    const reading = await copy.consume(ONE, "g");
    expect((await reading.poll(10)).map(({ key }) => key)).toEqual(["d"]);
    await copy.close();
  });
});
