import { expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import {
  contentOf,
  type EventLogWorld,
  entries,
  keysOf,
  MANY,
  ONE,
  START_MS,
} from "./event-log-world.ts";

const MINUTE_MS = 60_000;

/** Polls beyond what is done, and commits of what lies before a mark. */
export function describeLogAhead(world: EventLogWorld): void {
  const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);

  test("what was polled after the mark comes again, and what was before it does not", async () => {
    const log = await world.open();
    const first = await log.consume(MANY, "g");
    await log.append(MANY, entries(keys, "done"));
    await world.take(40, first);
    const mark = first.mark();
    await log.append(MANY, entries(keys, "ahead"));
    const [ahead = []] = await world.take(40, first);
    await first.commit(mark);
    expect(await first.lag()).toMatchObject({ records: 40 });
    await first.close();
    const [again = []] = await world.take(40, await log.consume(MANY, "g"));
    expect(again.map(contentOf).toSorted()).toEqual(ahead.map(contentOf).toSorted());
  });

  test("a mark holds in the middle of what one append brought", async () => {
    const log = await world.open();
    await log.append(ONE, entries(["a", "b", "c", "d", "e"], "x"));
    const first = await log.consume(ONE, "g");
    const early = await pollUntil(world, async () => (await first.poll(2)).map(({ key }) => key));
    const mark = first.mark();
    await world.take(3, first);
    await first.commit(mark);
    await first.close();
    const rest = keysOf(await world.take(3, await log.consume(ONE, "g")));
    expect([early, ...rest]).toEqual([
      ["a", "b"],
      ["c", "d", "e"],
    ]);
  });

  test("marks are committed one after another, and an old one undoes nothing", async () => {
    const log = await world.open();
    const first = await log.consume(ONE, "g");
    const old = first.mark();
    await log.append(ONE, entries(["a"], "x"));
    await world.take(1, first);
    const one = first.mark();
    await log.append(ONE, entries(["b"], "x"));
    await world.take(1, first);
    const two = first.mark();
    await first.commit(one);
    expect(await first.lag()).toMatchObject({ records: 1 });
    await first.commit(two);
    expect(await first.lag()).toMatchObject({ records: 0 });
    await first.commit(one);
    await first.commit(old);
    await first.close();
    expect(keysOf(await world.take(0, await log.consume(ONE, "g")))).toEqual([[]]);
  });

  test("a commit up to a mark leaves the age of the oldest after it", async () => {
    const log = await world.open();
    const consumer = await log.consume(ONE, "g");
    await log.append(ONE, entries(["a"], "x"));
    await world.take(1, consumer);
    const mark = consumer.mark();
    await world.clock.advanceTo(START_MS + MINUTE_MS);
    await log.append(ONE, entries(["b", "c"], "x"));
    await world.take(2, consumer);
    expect(await consumer.lag()).toEqual({ records: 3, oldestAtMs: START_MS });
    await consumer.commit(mark);
    expect(await consumer.lag()).toEqual({ records: 2, oldestAtMs: START_MS + MINUTE_MS });
  });

  test("a member that lost its partitions with some read ahead commits nothing of them", async (context) => {
    const theirs = await world.openSilenceable(context);
    const silent = await theirs.log.consume(MANY, "g");
    const log = await world.open();
    await log.append(MANY, entries(keys, "1"));
    await world.take(40, silent);
    const mark = silent.mark();
    await log.append(MANY, entries(keys, "2"));
    await world.take(40, silent);
    const alive = await log.consume(MANY, "g");
    await theirs.silence();
    const [redelivered = []] = await world.take(80, alive);
    expect(redelivered).toHaveLength(80);
    await alive.commit();
    await theirs.wake();
    await expect(silent.commit(mark)).rejects.toThrow(OperatingError);
    // What lay before it was polled of partitions that are others' now.
    await silent.commit(mark);
    expect(keysOf(await world.take(0, alive, silent))).toEqual([[], []]);
  });
}

/** Of a log that lies elsewhere the first records may take some time. */
async function pollUntil<T>(world: EventLogWorld, poll: () => Promise<readonly T[]>) {
  for (;;) {
    const polled = await poll();
    if (polled.length > 0) return polled;
    await world.pause();
  }
}
