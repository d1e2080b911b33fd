import { expect, test } from "vitest";
import { type EventLogWorld, entries, MANY } from "./event-log-world.ts";

/** Order within a key, and where keys go. */
export function describeLogOrder(world: EventLogWorld): void {
  test("records of one key arrive in the order of their appending", async () => {
    const log = await world.open();
    for (let round = 0; round < 20; round++)
      await log.append(MANY, entries(["a", "b", "c", "d", "e"], String(round)));
    const [records = []] = await world.take(100, await log.consume(MANY, "g"));
    expect(records).toHaveLength(100);
    for (const key of ["a", "b", "c", "d", "e"]) {
      const values = records.filter((record) => record.key === key).map(({ value }) => value);
      expect(values).toEqual(Array.from({ length: 20 }, (_, round) => String(round)));
    }
  });

  test("a key stays in one partition and keys spread over several", async () => {
    const log = await world.open();
    const keys = Array.from({ length: 64 }, (_, index) => `key-${index}`);
    await log.append(MANY, entries(keys, "1"));
    await log.append(MANY, entries(keys, "2"));
    const [records = []] = await world.take(128, await log.consume(MANY, "g"));
    const partitionsOf = Map.groupBy(records, ({ key }) => key);
    for (const ofKey of partitionsOf.values())
      expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(4);
  });

  test("offsets grow within a partition", async () => {
    const log = await world.open();
    for (let round = 0; round < 5; round++) await log.append(MANY, entries(["a", "b", "c"], "x"));
    const [records = []] = await world.take(15, await log.consume(MANY, "g"));
    for (const inPartition of Map.groupBy(records, ({ partition }) => partition).values()) {
      const offsets = inPartition.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].toSorted((a, b) => a - b));
    }
  });

  test("a heartbeat reaches every partition after all that was appended before it", async () => {
    const log = await world.open();
    await log.append(MANY, entries(["a", "b", "c", "d", "e"], "event"));
    await log.append(MANY, [{ key: "collector", value: "beat", everyPartition: true }]);
    const [records = []] = await world.take(9, await log.consume(MANY, "g"));
    const byPartition = Map.groupBy(records, ({ partition }) => partition);
    expect([...byPartition.keys()].toSorted()).toEqual([0, 1, 2, 3]);
    for (const inPartition of byPartition.values()) {
      expect(inPartition.at(-1)?.value).toBe("beat");
      expect(inPartition.filter(({ value }) => value === "beat")).toHaveLength(1);
    }
  });
}
