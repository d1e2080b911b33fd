import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../../platform/clock/clock.ts";
import {
  createSimulatedClock,
  type SimulatedClock,
} from "../../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Consumer, EventLog, LogRecord, Topic } from "../../../platform/log/event-log.ts";

const START_MS = Date.UTC(2026, 10, 2, 6);
const MINUTE_MS = 60_000;
const POLLS_MAX = 50;
const POLL_EVERY_MS = 100;
/** Longer than any adapter's lease of a member that has fallen silent. */
const SILENCE_MS = 5 * MINUTE_MS;

const ONE: Topic = { name: "conformance.one", partitions: 1 };
const MANY: Topic = { name: "conformance.many", partitions: 4 };

/** An empty log of its own for each test; every `open` sees the same records, as another process would. */
export type LogFixture = {
  readonly open: (clock: Clock) => Promise<EventLog>;
  readonly remove: () => Promise<void>;
};

/** What every EventLog keeps. An adapter's test calls this with a way to prepare one. */
export function describeEventLog(name: string, prepare: () => Promise<LogFixture>): void {
  describe(`${name} keeps what an EventLog promises`, () => {
    const world: World = new World(prepare);
    beforeEach(() => world.begin());
    afterEach(() => world.end());
    describe("order", () => describeOrder(world));
    describe("delivery", () => describeDelivery(world));
    describe("groups", () => describeGroups(world));
    describe("history", () => describeHistory(world));
  });
}

class World {
  readonly #prepare: () => Promise<LogFixture>;
  readonly #logs: EventLog[] = [];
  #fixture: LogFixture | undefined;
  clock: SimulatedClock = createSimulatedClock(START_MS);

  constructor(prepare: () => Promise<LogFixture>) {
    this.#prepare = prepare;
  }

  async begin(): Promise<void> {
    this.clock = createSimulatedClock(START_MS);
    this.#fixture = await this.#prepare();
  }

  async end(): Promise<void> {
    for (const log of this.#logs.splice(0)) await log.close();
    await this.#fixture?.remove();
  }

  async open(clock: Clock = this.clock): Promise<EventLog> {
    if (!this.#fixture) throw new Error("no fixture");
    const log = await this.#fixture.open(clock);
    this.#logs.push(log);
    return log;
  }

  /** Polls all in turn, as stages do, until they have `count` records in all and then nothing more. */
  async take(count: number, ...consumers: readonly Consumer[]): Promise<readonly LogRecord[][]> {
    const taken: LogRecord[][] = consumers.map(() => []);
    let quiet = 0;
    for (let polls = 0; polls < POLLS_MAX && quiet < 2; polls++) {
      let fresh = 0;
      for (const [index, consumer] of consumers.entries()) {
        const records = await consumer.poll(1_000);
        taken[index]?.push(...records);
        fresh += records.length;
      }
      const total = taken.reduce((sum, records) => sum + records.length, 0);
      quiet = fresh === 0 && total >= count ? quiet + 1 : 0;
      await this.clock.advanceTo(this.clock.nowMs() + POLL_EVERY_MS);
    }
    return taken;
  }
}

function describeOrder(world: World): void {
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

function describeDelivery(world: World): void {
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

  test("polling returns no more than asked, and the rest next time", async () => {
    const log = await world.open();
    await log.append(ONE, entries(["a", "b", "c", "d", "e"], "x"));
    const consumer = await log.consume(ONE, "g");
    const [first = []] = await world.take(5, { ...plain(consumer), poll: () => consumer.poll(2) });
    expect(first.map(({ key }) => key)).toEqual(["a", "b", "c", "d", "e"]);
    expect(await consumer.poll(10)).toEqual([]);
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

function describeGroups(world: World): void {
  const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);

  test("two consumers of a group share the partitions and lose or double nothing", async () => {
    const [here, there] = [await world.open(), await world.open()];
    const members = [await here.consume(MANY, "g"), await there.consume(MANY, "g")];
    await here.append(MANY, entries(keys, "x"));
    const [first = [], second = []] = await world.take(40, ...members);
    expect([...first, ...second].map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(partitionsOf(first).length).toBe(2);
    expect(partitionsOf(second).length).toBe(2);
    for (const member of members) await member.commit();
  });

  test("a member that leaves hands its partitions over, from what it committed", async () => {
    const log = await world.open();
    const [stays, leaves] = [await log.consume(MANY, "g"), await log.consume(MANY, "g")];
    await log.append(MANY, entries(keys, "1"));
    await world.take(40, stays, leaves);
    await stays.commit();
    await leaves.commit();
    await log.append(MANY, entries(keys, "2"));
    const [, uncommitted = []] = await world.take(40, stays, leaves);
    await leaves.close();
    const [again = []] = await world.take(uncommitted.length, stays);
    expect(again.map(contentOf).toSorted()).toEqual(uncommitted.map(contentOf).toSorted());
    await log.append(MANY, entries(keys, "3"));
    const [all = []] = await world.take(40, stays);
    expect(partitionsOf(all)).toEqual([0, 1, 2, 3]);
    await stays.commit();
  });

  test("a member that falls silent loses its partitions, and its commit is refused", async () => {
    const frozen = createSimulatedClock(START_MS);
    const silent = await (await world.open(frozen)).consume(MANY, "g");
    const log = await world.open();
    const alive = await log.consume(MANY, "g");
    await log.append(MANY, entries(keys, "x"));
    const [lost = [], kept = []] = await world.take(40, silent, alive);
    expect(lost.length).toBeGreaterThan(0);
    await alive.commit();
    await world.clock.advanceTo(world.clock.nowMs() + SILENCE_MS);
    const [redelivered = []] = await world.take(lost.length, alive);
    expect(redelivered.map(contentOf).toSorted()).toEqual(lost.map(contentOf).toSorted());
    await expect(silent.commit()).rejects.toThrow(OperatingError);
    await expect(silent.commit()).resolves.toBeUndefined();
    expect(kept.length + redelivered.length).toBe(keys.length);
  });

  test("a member that was given up joins again and goes on", async () => {
    const frozen = createSimulatedClock(START_MS);
    const silent = await (await world.open(frozen)).consume(MANY, "g");
    const log = await world.open();
    const alive = await log.consume(MANY, "g");
    await world.clock.advanceTo(START_MS + SILENCE_MS);
    await frozen.advanceTo(START_MS + SILENCE_MS);
    await world.take(0, alive);
    await world.take(0, silent);
    await log.append(MANY, entries(keys, "x"));
    const [first = [], second = []] = await world.take(40, silent, alive);
    expect([...first, ...second].map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(partitionsOf(first).length).toBe(2);
  });

  test("a newcomer takes no more than its share, and what it takes is refused to the old", async () => {
    const log = await world.open();
    const old = await log.consume(MANY, "g");
    await log.append(MANY, entries(keys, "x"));
    await world.take(40, old);
    const young = await log.consume(MANY, "g");
    await expect(old.commit()).rejects.toThrow(OperatingError);
    const [again = [], moved = []] = await world.take(40, old, young);
    expect([...again, ...moved].map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    await old.commit();
    await young.commit();
    expect(await world.take(0, old, young)).toEqual([[], []]);
  });

  test("a member without a partition waits, and takes over", async () => {
    const log = await world.open();
    const [holder, spare] = [await log.consume(ONE, "g"), await log.consume(ONE, "g")];
    await log.append(ONE, entries(["a"], "x"));
    expect(keysOf(await world.take(1, holder, spare))).toEqual([["a"], []]);
    await holder.close();
    expect(keysOf(await world.take(1, spare))).toEqual([["a"]]);
  });
}

function describeHistory(world: World): void {
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
    await log.append(ONE, entries(["a", "b"], "x"));
    const seen: string[] = [];
    for await (const { key } of log.replay(ONE)) {
      seen.push(key);
      await log.append(ONE, entries([`after-${key}`], "x"));
    }
    expect(seen).toEqual(["a", "b"]);
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

function entries(keys: readonly string[], value: string) {
  return keys.map((key) => ({ key, value }));
}

function plain(consumer: Consumer): Consumer {
  return {
    poll: (recordsMax) => consumer.poll(recordsMax),
    commit: () => consumer.commit(),
    close: () => consumer.close(),
  };
}

function keysOf(taken: readonly (readonly LogRecord[])[]): readonly string[][] {
  return taken.map((records) => records.map(({ key }) => key));
}

function partitionsOf(records: readonly LogRecord[]): readonly number[] {
  return [...new Set(records.map(({ partition }) => partition))].toSorted((a, b) => a - b);
}

function contentOf({ key, value }: LogRecord): string {
  return `${key}=${value}`;
}
