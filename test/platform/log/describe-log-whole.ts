import { expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { type EventLog, POLLED_CHARACTERS_MAX } from "../../../platform/log/event-log.ts";
import {
  bind,
  contentOf,
  type EventLogWorld,
  entries,
  keysOf,
  LONG_CHARACTERS,
  MANY,
  partitionsOf,
} from "./event-log-world.ts";

const WHOLE = { whole: true };
const ALL = [0, 1, 2, 3];

/** Groups of which one member holds every partition. */
export function describeLogWhole(world: EventLogWorld): void {
  const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);

  /** One record after the other, each at an instant of its own. */
  async function appendEach(log: EventLog) {
    for (const key of keys) {
      await log.append(MANY, entries([key], "x"));
      await world.clock.advanceTo(world.clock.nowMs() + 1);
    }
  }

  test("one member holds every partition, and keeps them while others come and go", async () => {
    const log = await world.open();
    const first = await log.consume(MANY, "w", WHOLE);
    const second = await (await world.open()).consume(MANY, "w", WHOLE);
    await log.append(MANY, entries(keys, "1"));
    const [all = [], none = []] = await world.take(40, first, second);
    expect([all.length, none.length, partitionsOf(all)]).toEqual([40, 0, ALL]);
    expect([first.held().toSorted(), second.held()]).toEqual([ALL, []]);
    await first.commit();
    const third = await log.consume(MANY, "w", WHOLE);
    await second.close();
    await log.append(MANY, entries(keys, "2"));
    expect(keysOf(await world.take(40, first, third)).map(({ length }) => length)).toEqual([40, 0]);
    await first.commit();
  });

  test("whoever stands by takes over all that was not committed", async () => {
    const log = await world.open();
    const members = [
      await log.consume(MANY, "w", WHOLE),
      await (await world.open()).consume(MANY, "w", WHOLE),
    ];
    await log.append(MANY, entries(keys, "1"));
    const [holder, spare] = [members[0], members[1]];
    await world.take(40, ...members);
    await holder?.commit();
    await log.append(MANY, entries(keys, "2"));
    const [uncommitted = []] = await world.take(40, ...members);
    await holder?.close();
    const [again = []] = await world.take(40, ...(spare ? [spare] : []));
    expect(again.map(contentOf)).toEqual(uncommitted.map(contentOf));
    expect(spare?.held().toSorted()).toEqual(ALL);
  });

  test("polls and replays keep the order of appending across partitions", async () => {
    const log = await world.open();
    const consumer = await log.consume(MANY, "w", WHOLE);
    await appendEach(log);
    const replayed = await Array.fromAsync(log.replay(MANY));
    expect(replayed.map(({ key }) => key)).toEqual(keys);
    const bySevens = { ...bind(consumer), poll: () => consumer.poll(7) };
    expect(keysOf(await world.take(40, bySevens))).toEqual([keys]);
  });

  test("polls and replays keep the order where records are long, some MiB at once", async () => {
    const log = await world.open();
    const consumer = await log.consume(MANY, "w", WHOLE);
    const appended: string[] = [];
    for (const [index, key] of keys.entries()) {
      // Those of some keys, and so of some partitions, alone.
      const value = `${index}`.padEnd(index % 4 === 0 ? LONG_CHARACTERS : 0);
      await log.append(MANY, entries([keys[index % 4] ?? key], value));
      await world.clock.advanceTo(world.clock.nowMs() + 1);
      appended.push(value.trimEnd());
    }
    const sizes: number[] = [];
    const poll = async (recordsMax: number) => {
      const records = await consumer.poll(recordsMax);
      sizes.push(records.reduce((sum, { value }) => sum + value.length, 0));
      return records;
    };
    const [polled = []] = await world.take(40, { ...bind(consumer), poll });
    expect(polled.map(({ value }) => value.trimEnd())).toEqual(appended);
    expect(Math.max(...sizes)).toBeLessThan(
      POLLED_CHARACTERS_MAX + MANY.partitions * LONG_CHARACTERS,
    );
    const replayed = await Array.fromAsync(log.replay(MANY));
    expect(replayed.map(({ value }) => value.trimEnd())).toEqual(appended);
  });

  test("an empty poll has read all that was there", async () => {
    const log = await world.open();
    const consumer = await log.consume(MANY, "w", WHOLE);
    for (const round of ["1", "2", "3"]) {
      await log.append(MANY, entries(keys, round));
      const read: string[] = [];
      for (let polled = await consumer.poll(9); polled.length > 0; polled = await consumer.poll(9))
        read.push(...polled.map(contentOf));
      expect(read.toSorted()).toEqual(keys.map((key) => `${key}=${round}`).toSorted());
      await consumer.commit();
    }
  });

  test("a member that falls silent is replaced, and ends where it wakes", async (context) => {
    const theirs = await world.openSilenceable(context);
    const silent = await theirs.log.consume(MANY, "g", WHOLE);
    const log = await world.open();
    const spare = await log.consume(MANY, "g", WHOLE);
    await log.append(MANY, entries(keys, "x"));
    expect(keysOf(await world.take(40, silent, spare)).map(({ length }) => length)).toEqual([
      40, 0,
    ]);
    await theirs.silence();
    const [redelivered = []] = await world.take(40, spare);
    expect(redelivered.length).toBe(40);
    await theirs.wake();
    await expect(silent.commit()).rejects.toThrow(OperatingError);
    expect(() => silent.held()).toThrow(OperatingError);
    await expect(silent.poll(1)).rejects.toThrow(OperatingError);
    await spare.commit();
    expect(spare.held().toSorted()).toEqual(ALL);
  });
}
