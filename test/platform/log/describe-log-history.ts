import { expect, test } from "vitest";
import { type EventLogWorld, entries, keysOf, MANY, ONE, START_MS } from "./event-log-world.ts";

const MINUTE_MS = 60_000;

/** Replay and trim. */
export function describeLogHistory(world: EventLogWorld): void {
  test("replay gives all from the oldest on, whatever groups committed", async () => {
    const log = await world.open();
    const keys = Array.from({ length: 2_500 }, (_, index) => `key-${index}`);
    await log.append(ONE, entries(keys, "x"));
    const consumer = await log.consume(ONE, "g");
    await world.take(2_500, consumer);
    await consumer.commit();
    const replayed = await Array.fromAsync(log.replay(ONE));
    expect(replayed.map(({ key }) => key)).toEqual(keys);
  });

  test("replay of several partitions keeps the order within each", async () => {
    const log = await world.open();
    for (let round = 0; round < 10; round++)
      await log.append(MANY, entries(["a", "b", "c", "d", "e", "f"], String(round)));
    const replayed = await Array.fromAsync(log.replay(MANY));
    expect(replayed).toHaveLength(60);
    for (const ofKey of Map.groupBy(replayed, ({ key }) => key).values())
      expect(ofKey.map(({ value }) => Number(value))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("replay starts at the offsets it is given", async () => {
    const log = await world.open();
    await log.append(ONE, entries(["a", "b", "c"], "x"));
    const all = await Array.fromAsync(log.replay(ONE));
    const from = new Map([[0, all[1]?.offset ?? 0]]);
    expect((await Array.fromAsync(log.replay(ONE, from))).map(({ key }) => key)).toEqual([
      "b",
      "c",
    ]);
  });

  test("replay ends with what was there when it began", async () => {
    const log = await world.open();
    const keys = Array.from({ length: 3_000 }, (_, index) => `key-${index}`);
    await log.append(ONE, entries(keys, "x"));
    const seen: string[] = [];
    for await (const { key } of log.replay(ONE)) {
      if (seen.length === 0) await log.append(ONE, entries(["after"], "x"));
      seen.push(key);
    }
    expect(seen).toEqual(keys);
  });

  test("trim forgets what is older, keeps the rest, and says how much went", async () => {
    const log = await world.open();
    await log.append(MANY, entries(["a", "b", "c"], "old"));
    await world.clock.advanceTo(START_MS + MINUTE_MS);
    await log.append(MANY, entries(["a", "b"], "new"));
    const consumer = await log.consume(MANY, "g");
    expect(await log.trim(MANY, START_MS + MINUTE_MS)).toBe(3);
    expect(await log.trim(MANY, START_MS + MINUTE_MS)).toBe(0);
    const [records = []] = await world.take(2, consumer);
    expect(records.map(({ value }) => value)).toEqual(["new", "new"]);
    expect(await Array.fromAsync(log.replay(MANY))).toHaveLength(2);
  });

  test("a consumer reads on over what was trimmed", async () => {
    const log = await world.open();
    const consumer = await log.consume(ONE, "g");
    await log.append(ONE, entries(["a", "b"], "x"));
    await world.take(2, consumer);
    await consumer.commit();
    expect(await log.trim(ONE, START_MS + MINUTE_MS)).toBe(2);
    await log.append(ONE, entries(["c"], "x"));
    expect(keysOf(await world.take(1, consumer))).toEqual([["c"]]);
  });
}
