import { expect, test } from "vitest";
import { type Consumer, POLLED_CHARACTERS_MAX } from "../../../platform/log/event-log.ts";
import {
  bind,
  type EventLogWorld,
  entries,
  keysOf,
  LONG_CHARACTERS,
  MANY,
  ONE,
  START_MS,
} from "./event-log-world.ts";

/** At least once: what arrives, what comes again and what does not. */
export function describeLogDelivery(world: EventLogWorld): void {
  test("a record arrives as it was appended, with the appender's instant", async () => {
    const log = await world.open();
    const value = '{"text":"é\\u0000😀\\n"}\u0000 end';
    await log.append(ONE, [{ key: "ключ", value }]);
    const [[record] = []] = await world.take(1, await log.consume(ONE, "g"));
    expect(record).toMatchObject({
      topic: ONE.name,
      partition: 0,
      key: "ключ",
      value,
      appendedAtMs: START_MS,
    });
  });

  test("a record keeps the trace it was appended in, also in a replay, and others have none", async () => {
    const log = await world.open();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await log.append(ONE, [
      { key: "a", value: "x", traceparent },
      { key: "b", value: "x" },
      { key: "c", value: "x", everyPartition: true, traceparent },
    ]);
    const [taken = []] = await world.take(3, await log.consume(ONE, "g"));
    const wanted = [traceparent, undefined, traceparent];
    expect(taken.map((record) => record.traceparent)).toEqual(wanted);
    const replayed = await Array.fromAsync(log.replay(ONE));
    expect(replayed.map((record) => record.traceparent)).toEqual(wanted);
    expect(replayed[1]).not.toHaveProperty("traceparent");
  });

  test("polling returns no more than asked, and the rest next time", async () => {
    const log = await world.open();
    await log.append(ONE, entries(["a", "b", "c", "d", "e"], "x"));
    const consumer = await log.consume(ONE, "g");
    const slow: Consumer = { ...bind(consumer), poll: () => consumer.poll(2) };
    const [first = []] = await world.take(5, slow);
    expect(first.map(({ key }) => key)).toEqual(["a", "b", "c", "d", "e"]);
    expect(await consumer.poll(10)).toEqual([]);
  });

  test("polling long records returns some MiB of them, and the rest next time", async () => {
    const log = await world.open();
    const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
    for (const key of keys) await log.append(ONE, entries([key], "x".repeat(LONG_CHARACTERS)));
    const consumer = await log.consume(ONE, "g");
    const sizes: number[] = [];
    const watched: Consumer = {
      ...bind(consumer),
      poll: async (recordsMax) => {
        const records = await consumer.poll(recordsMax);
        sizes.push(records.reduce((sum, { value }) => sum + value.length, 0));
        return records;
      },
    };
    expect(keysOf(await world.take(12, watched))).toEqual([keys]);
    expect(Math.max(...sizes)).toBeLessThan(POLLED_CHARACTERS_MAX + LONG_CHARACTERS);
  });

  test("what was polled and not committed comes again to the next member", async () => {
    const log = await world.open();
    await log.append(ONE, entries(["a", "b"], "x"));
    const first = await log.consume(ONE, "g");
    await world.take(2, first);
    await first.commit();
    await log.append(ONE, entries(["c", "d"], "x"));
    expect(keysOf(await world.take(2, first))).toEqual([["c", "d"]]);
    await first.close();
    const second = await log.consume(ONE, "g");
    expect(keysOf(await world.take(2, second))).toEqual([["c", "d"]]);
  });

  test("what was committed does not come again after a restart", async () => {
    const log = await world.open();
    await log.append(MANY, entries(["a", "b", "c", "d"], "x"));
    const first = await log.consume(MANY, "g");
    await world.take(4, first);
    await first.commit();
    await log.close();
    const again = await world.open();
    await again.append(MANY, entries(["e"], "x"));
    expect(keysOf(await world.take(1, await again.consume(MANY, "g")))).toEqual([["e"]]);
  });

  test("two groups each get everything", async () => {
    const log = await world.open();
    const early = await log.consume(ONE, "early");
    await log.append(ONE, entries(["a", "b"], "x"));
    const late = await log.consume(ONE, "late");
    expect(keysOf(await world.take(4, early, late))).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  test("a consumer hears of what another process appends", async () => {
    const [ours, theirs] = [await world.open(), await world.open()];
    const consumer = await ours.consume(ONE, "g");
    expect(await consumer.poll(10)).toEqual([]);
    await theirs.append(ONE, entries(["a"], "x"));
    expect(keysOf(await world.take(1, consumer))).toEqual([["a"]]);
  });

  test("committing with nothing polled is harmless", async () => {
    const log = await world.open();
    const consumer = await log.consume(ONE, "g");
    await consumer.commit();
    await log.append(ONE, entries(["a"], "x"));
    await consumer.commit();
    expect(keysOf(await world.take(1, consumer))).toEqual([["a"]]);
  });

  test("an empty batch is no record", async () => {
    const log = await world.open();
    await log.append(ONE, []);
    expect(await Array.fromAsync(log.replay(ONE))).toEqual([]);
  });
}
