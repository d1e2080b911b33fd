import { setImmediate as turn } from "node:timers/promises";
import { type Consumer, type EachBatchHandler, Kafka, logLevel } from "kafkajs";
import { beforeEach, describe, expect, test } from "vitest";
import { KafkaMember } from "../../../../platform/log/kafka/kafka-member.ts";

const TOPIC = { name: "t", kafkaName: "t", partitions: 1, batchBytesMax: 2 ** 20 };
const TAKEN_MAX = 1_000;

/** What kafkajs was told, and what it is made to bring. */
let member: KafkaMember;
let seeks: number[];
let missed: (readonly [from: number, to: number])[];
let cuts: (readonly [from: number, end: number])[];
let [oldest, end] = [0, 0];
let receive: EachBatchHandler;
let listeners: Map<string, (event: never) => void>;
beforeEach(async () => {
  [seeks, missed, cuts, listeners] = [[], [], [], new Map()];
  [oldest, end] = [0, 100];
  member = new KafkaMember({
    kafka: kafkaOf(),
    topic: TOPIC,
    groupId: "g",
    session: { timeoutMs: 1_000, heartbeatMs: 100 },
    startsOf: async () => new Map([[0, 5]]),
    extentOf: async () => ({ oldest, end }),
    missed: (_partition, from, to) => missed.push([from, to]),
    cutBack: (_partition, from, to) => cuts.push([from, to]),
  });
  await member.join();
});

/** Connected to nothing: the test brings what brokers would. */
function kafkaOf(): Kafka {
  const kafka = new Kafka({ brokers: ["127.0.0.1:1"], logLevel: logLevel.NOTHING });
  const consumer: Consumer = {
    ...kafka.consumer({ groupId: "g" }),
    connect: async () => {},
    disconnect: async () => {},
    subscribe: async () => {},
    run: async ({ eachBatch } = {}) => {
      if (eachBatch) receive = eachBatch;
      rebalance();
    },
    seek: ({ offset }) => seeks.push(Number(offset)),
    pause: () => {},
    resume: () => {},
    on: (name: string, listener: (event: never) => void) => {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
  };
  kafka.consumer = () => consumer;
  return kafka;
}

function rebalance() {
  const event = { payload: { memberId: "m", memberAssignment: { t: [0] } } };
  listeners.get("consumer.group_join")?.(event as never);
}

/** A fetch that answers with the records from an offset to before another. */
async function bring(from: number, to: number, { stale = false } = {}) {
  const offsets = Array.from({ length: to - from }, (_, index) => String(from + index));
  const messages = offsets.map((offset) => ({
    ...{ key: null, value: Buffer.from(offset), timestamp: "0", attributes: 0 },
    ...{ offset, headers: {} },
  }));
  await receive({
    batch: {
      ...{ topic: "t", partition: 0, highWatermark: "100", messages, isEmpty: () => false },
      firstOffset: () => String(from),
      lastOffset: () => String(to - 1),
      offsetLag: () => "0",
      offsetLagLow: () => "0",
    },
    resolveOffset: () => {},
    heartbeat: turn,
    pause: () => () => {},
    commitOffsetsIfNecessary: async () => {},
    uncommittedOffsets: () => ({ topics: [] }),
    isRunning: () => true,
    isStale: () => stale,
  });
}

const taken = () => member.take(TAKEN_MAX).map(({ offset }) => offset);

describe("a member takes what continues what it has", () => {
  test("and begins where its group goes on", async () => {
    expect(seeks).toEqual([5]);
    await bring(5, 7);
    await bring(7, 8);
    expect(taken()).toEqual([5, 6, 7]);
    expect([seeks, missed]).toEqual([[5], []]);
  });

  test("and not what lies beyond, which a fetch before a rebalance brings: it asks again", async () => {
    await bring(5, 7);
    await bring(9, 11);
    expect(taken()).toEqual([5, 6]);
    expect(seeks).toEqual([5, 7]);
    await bring(7, 11);
    expect(taken()).toEqual([7, 8, 9, 10]);
  });

  test("and not what it has had, which kafkajs brings again after each rebalance", async () => {
    await bring(5, 8);
    rebalance();
    expect(seeks).toEqual([5, 8]);
    await bring(5, 8);
    await bring(5, 8);
    await bring(8, 9);
    expect(taken()).toEqual([5, 6, 7, 8]);
  });

  test("and not what kafkajs itself calls stale", async () => {
    await bring(5, 7, { stale: true });
    expect(taken()).toEqual([]);
  });

  test("and passes a gap that is there when it asks again", async () => {
    await bring(7, 9);
    expect(taken()).toEqual([]);
    await bring(7, 9);
    expect(taken()).toEqual([7, 8]);
    expect(missed).toEqual([]);
  });

  test("and passes another gap only when that one is there again", async () => {
    await bring(7, 9);
    await bring(9, 11);
    expect(taken()).toEqual([]);
    await bring(7, 9);
    expect(taken()).toEqual([]);
  });

  test("and asks anew about a gap once it has got on", async () => {
    await bring(9, 11);
    await bring(5, 7);
    await bring(9, 11);
    expect(taken()).toEqual([5, 6]);
  });

  test("and tells of what the log forgot before it was read", async () => {
    oldest = 8;
    await bring(8, 10);
    expect(taken()).toEqual([8, 9]);
    expect(missed).toEqual([[5, 8]]);
  });

  test("and begins anew where the log ends before what it has had, and tells of it", async () => {
    await bring(5, 8);
    expect(taken()).toEqual([5, 6, 7]);
    [oldest, end] = [1, 3];
    await bring(1, 3);
    expect([seeks.at(-1), cuts, missed]).toEqual([1, [[8, 3]], []]);
    await bring(1, 3);
    expect(taken()).toEqual([1, 2]);
  });
});
