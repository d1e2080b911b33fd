import { expect, test } from "vitest";
import { type EventLogWorld, entries, MANY, ONE, START_MS } from "./event-log-world.ts";

const MINUTE_MS = 60_000;

/** How far a group is behind. */
export function describeLogLag(world: EventLogWorld): void {
  test("lag is what was appended and not committed, and when the oldest of it was", async () => {
    const log = await world.open();
    const consumer = await log.consume(MANY, "g");
    expect(await consumer.lag()).toEqual({ records: 0, oldestAtMs: null });
    await log.append(MANY, entries(["a", "b", "c"], "old"));
    expect(await consumer.lag()).toMatchObject({ records: 3 });
    await world.take(3, consumer);
    expect(await consumer.lag()).toEqual({ records: 3, oldestAtMs: START_MS });
    await consumer.commit();
    expect(await consumer.lag()).toEqual({ records: 0, oldestAtMs: null });
    await world.clock.advanceTo(START_MS + MINUTE_MS);
    await log.append(MANY, entries(["a", "b"], "new"));
    await world.take(2, consumer);
    expect(await consumer.lag()).toEqual({ records: 2, oldestAtMs: START_MS + MINUTE_MS });
  });

  test("lag counts from what an earlier member committed, before anything was polled", async () => {
    const log = await world.open();
    await log.append(ONE, entries(["a", "b"], "x"));
    const first = await log.consume(ONE, "g");
    await world.take(2, first);
    await first.commit();
    await first.close();
    await log.append(ONE, entries(["c"], "x"));
    expect(await (await log.consume(ONE, "g")).lag()).toMatchObject({ records: 1 });
    expect(await (await log.consume(ONE, "other")).lag()).toMatchObject({ records: 3 });
  });

  test("another topic's records are no lag, nor are those of another member's partitions", async () => {
    const log = await world.open();
    const members = [await log.consume(MANY, "g"), await log.consume(MANY, "g")];
    await log.append(ONE, entries(["a", "b"], "x"));
    await log.append(MANY, [{ key: "collector", value: "beat", everyPartition: true }]);
    await world.take(4, ...members);
    const lags = await Promise.all(members.map((member) => member.lag()));
    expect(lags.map(({ records }) => records)).toEqual([2, 2]);
  });
}
