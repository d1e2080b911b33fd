import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { Database } from "../../../platform/sqlite/database.ts";
import { describeEventLog } from "./describe-event-log.ts";

const START_MS = Date.UTC(2026, 10, 2, 6);
/** Longer than a lease. */
const SILENCE_MS = 5 * 60_000;
const TOPIC = { name: "embedded", partitions: 1 };

describeEventLog("the embedded log", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-log-"));
  return {
    open: (clock) => openEmbeddedLog({ directory, clock }),
    openSilenceable: async (clock) => {
      const frozen = createSimulatedClock(START_MS);
      return {
        log: await openEmbeddedLog({ directory, clock: frozen }),
        silence: () => clock.advanceTo(clock.nowMs() + SILENCE_MS),
        wake: () => frozen.advanceTo(clock.nowMs()),
      };
    },
    remove: () => rm(directory, { recursive: true }),
  };
});

describe("openEmbeddedLog()", () => {
  const clock = createSimulatedClock(START_MS);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-log-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test("a topic that grows is given the partitions that it lacks, and keeps what it has", async () => {
    const before = await openEmbeddedLog({ directory, clock });
    await before.append(TOPIC, [{ key: "a", value: "old" }]);
    const leaving = await before.consume(TOPIC, "g");
    await leaving.close();
    await before.close();
    const log = await openEmbeddedLog({ directory, clock });
    await expect(log.append({ ...TOPIC, partitions: 3 }, [])).resolves.toBeUndefined();
    await expect(async () =>
      log.append({ ...TOPIC, partitions: 3 }, [{ key: "a", value: "refused" }]),
    ).rejects.toThrow(/as the log has it with 1/);
    const grown = { ...TOPIC, partitions: 3, grows: true };
    const keys = ["a", "b", "c", "d", "e", "f"];
    await log.append(
      grown,
      keys.map((key) => ({ key, value: "new" })),
    );
    const consumer = await log.consume(grown, "g");
    expect(consumer.held()).toEqual([0, 1, 2]);
    const records = await consumer.poll(100);
    expect(records.map(({ value }) => value).sort()).toEqual([
      "new",
      ...Array(5).fill("new"),
      "old",
    ]);
    expect(new Set(records.map(({ partition }) => partition)).size).toBeGreaterThan(1);
    await log.close();
    const again = await openEmbeddedLog({ directory, clock });
    expect(await Array.fromAsync(again.replay(grown))).toHaveLength(7);
    await again.close();
  });

  test("a full log refuses whole batches, keeps what it has, and goes on after a trim", async () => {
    const log = await openEmbeddedLog({ directory, clock, bytesMax: 2 ** 20 });
    const batch = Array.from({ length: 10 }, () => ({ key: "k", value: "x".repeat(10_000) }));
    let batches = 0;
    let refused: unknown;
    for (; batches < 100 && !refused; batches++)
      await log.append(TOPIC, batch).catch((error: unknown) => {
        refused = error;
        batches--;
      });
    expect(refused).toMatchObject({ name: "OperatingError", retryable: true });
    expect(refused).toHaveProperty("hint", expect.stringContaining("free space"));
    expect(batches).toBeGreaterThan(2);
    expect(await Array.fromAsync(log.replay(TOPIC))).toHaveLength(batches * 10);

    expect(await log.trim(TOPIC, START_MS + 1)).toBe(batches * 10);
    await log.append(TOPIC, batch);
    expect(await Array.fromAsync(log.replay(TOPIC))).toHaveLength(10);
    await log.close();
  });

  test("replay of several partitions is in the order of appending", async () => {
    const log = await openEmbeddedLog({ directory, clock });
    const topic = { name: "embedded.many", partitions: 4 };
    const keys = Array.from({ length: 3_000 }, (_, index) => `key-${index}`);
    await log.append(
      topic,
      keys.map((key) => ({ key, value: "x" })),
    );
    const replayed = await Array.fromAsync(log.replay(topic));
    expect(replayed.map(({ key }) => key)).toEqual(keys);
    await log.close();
  });

  test("a log that a newer Vigie has changed is refused, and left as it is", async () => {
    await (await openEmbeddedLog({ directory, clock })).close();
    const database = new Database(join(directory, "log.sqlite"));
    database.exec("insert into migrations values ('0999-later.sql', '')");
    database.close();
    await expect(openEmbeddedLog({ directory, clock })).rejects.toMatchObject({
      message: "Cannot use the log as it has migrations of a newer Vigie: 0999-later.sql",
      retryable: false,
    });
  });

  test("a topic keeps its number of partitions", async () => {
    const log = await openEmbeddedLog({ directory, clock });
    await log.append(TOPIC, [{ key: "k", value: "x" }]);
    await log.close();
    const again = await openEmbeddedLog({ directory, clock });
    const changed = again.append({ ...TOPIC, partitions: 2 }, [{ key: "k", value: "x" }]);
    await expect(changed).rejects.toThrow("Cannot use topic embedded with 2 partitions");
    await again.close();
  });

  test("a member that was evicted and wakes takes nothing from the one that is alone now", async () => {
    const [sleepy, calm] = [createSimulatedClock(START_MS), createSimulatedClock(START_MS)];
    const evicted = await openEmbeddedLog({ directory, clock: sleepy });
    const log = await openEmbeddedLog({ directory, clock: calm });
    await evicted.consume(TOPIC, "g");
    const consumer = await log.consume(TOPIC, "g");
    await log.append(TOPIC, [{ key: "k", value: "x" }]);
    await calm.advanceTo(START_MS + SILENCE_MS);
    expect(await consumer.poll(10)).toHaveLength(1);
    await calm.advanceTo(START_MS + 3 * SILENCE_MS);
    await sleepy.advanceTo(START_MS + 3 * SILENCE_MS);
    await consumer.commit();
    await log.close();
    await evicted.close();
  });

  test("a member that is alone keeps its partitions however long it is silent", async () => {
    const calm = createSimulatedClock(START_MS);
    const log = await openEmbeddedLog({ directory, clock: calm });
    const consumer = await log.consume(TOPIC, "g");
    await log.append(TOPIC, [{ key: "k", value: "x" }]);
    expect(await consumer.poll(10)).toHaveLength(1);
    await calm.advanceTo(START_MS + 30 * 86_400_000);
    await consumer.commit();
    expect(await consumer.poll(10)).toEqual([]);
    await log.close();
  });

  test("a directory that cannot be says what to do", async () => {
    await writeFile(join(directory, "file"), "");
    const opened = openEmbeddedLog({ directory: join(directory, "file", "log"), clock });
    await expect(opened).rejects.toThrow(OperatingError);
    await expect(opened).rejects.toHaveProperty("hint", expect.stringContaining("path"));
  });
});
