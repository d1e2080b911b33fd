import { beforeEach, describe, expect, test } from "vitest";
import type { Mark } from "../../../../platform/log/event-log.ts";
import { KafkaConsumer } from "../../../../platform/log/kafka/kafka-consumer.ts";
import type { Extent } from "../../../../platform/log/kafka/topic-offsets.ts";
import { createHandFed } from "./create-hand-fed.ts";

const POLLED_MAX = 1_000;

let fed: Awaited<ReturnType<typeof createHandFed>>;
let consumer: KafkaConsumer;
let extents: Map<number, Extent>;
let starts: Map<number, number>;
beforeEach(async () => {
  starts = new Map([
    [0, 100],
    [1, 0],
  ]);
  extents = new Map([
    [0, { oldest: 0, end: 100 }],
    [1, { oldest: 0, end: 3 }],
  ]);
  fed = await createHandFed({
    partitions: [0, 1],
    startsOf: async () => starts,
    extentOf: async (partition) => extents.get(partition) ?? { oldest: 0, end: 0 },
    missed: () => {},
    cutBack: () => {},
  });
  consumer = new KafkaConsumer(fed.member, {
    group: "g",
    whole: false,
    extents: async () => extents,
  });
});

const poll = async () =>
  (await consumer.poll(POLLED_MAX)).map(({ partition, offset }) => `${partition}:${offset}`);

describe("a mark made before a partition began anew, of which all was committed", () => {
  const AGAIN = ["0:0", "0:1", "0:2", "0:3", "0:4"];

  async function expectDoneOfOneAlone(mark: Mark) {
    await fed.bring(0, 5, { partition: 0 });
    expect(await poll()).toEqual(AGAIN);
    await consumer.commit(mark);
    expect(fed.commits).toEqual([[[1, 3]]]);
    await consumer.commit();
    expect(fed.commits.slice(1)).toEqual([[[0, 5]]]);
  }

  test("says nothing of what is read of it again, where it was cut", async () => {
    await fed.bring(0, 3, { partition: 1 });
    expect(await poll()).toEqual(["1:0", "1:1", "1:2"]);
    const mark = consumer.mark();
    extents.set(0, { oldest: 0, end: 5 });
    await fed.bring(0, 5, { partition: 0 });
    await expectDoneOfOneAlone(mark);
  });

  test("says nothing of what is read of it again, where it was lost and came back", async () => {
    await fed.bring(0, 3, { partition: 1 });
    expect(await poll()).toEqual(["1:0", "1:1", "1:2"]);
    const mark = consumer.mark();
    await fed.rebalance([1]);
    starts.set(0, 0);
    await fed.rebalance([0, 1]);
    await expectDoneOfOneAlone(mark);
  });
});

test("what is behind and has no instant is of no known age, and no older than all else", async () => {
  extents.set(0, { oldest: 0, end: 102 });
  await fed.bring(100, 101, { partition: 0, stamp: "1700000000000000" });
  await fed.bring(101, 102, { partition: 0, stamp: "1700000000000" });
  expect(await consumer.lag()).toEqual({ records: 5, oldestAtMs: null });
  await fed.bring(0, 3, { partition: 1, stamp: "1700000000001" });
  expect(await consumer.lag()).toEqual({ records: 5, oldestAtMs: 1_700_000_000_001 });
  await poll();
  expect(await consumer.lag()).toEqual({ records: 5, oldestAtMs: 1_700_000_000_001 });
});
