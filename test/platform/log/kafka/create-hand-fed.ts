import { setImmediate as turn } from "node:timers/promises";
import { type Consumer, type EachBatchHandler, Kafka, logLevel } from "kafkajs";
import { KafkaMember, type MemberOptions } from "../../../../platform/log/kafka/kafka-member.ts";

type Wanted = Pick<MemberOptions, "startsOf" | "extentOf" | "missed" | "cutBack" | "whole"> & {
  readonly partitions: readonly number[];
};

/** A member whose kafkajs is connected to nothing: the test brings what brokers would. */
export async function createHandFed({ partitions, ...options }: Wanted) {
  const seeks: number[] = [];
  const commits: (readonly (readonly [partition: number, offset: number])[])[] = [];
  const listeners = new Map<string, (event: never) => void>();
  let receive: EachBatchHandler = async () => {};

  /** Resolves when it is known where to start. */
  async function rebalance(assigned = partitions) {
    const event = { payload: { memberId: "m", memberAssignment: { t: assigned } } };
    listeners.get("consumer.group_join")?.(event as never);
    await turn();
  }

  const kafka = new Kafka({ brokers: ["127.0.0.1:1"], logLevel: logLevel.NOTHING });
  const consumer: Consumer = {
    ...kafka.consumer({ groupId: "g" }),
    connect: async () => {},
    disconnect: async () => {},
    subscribe: async () => {},
    run: async ({ eachBatch } = {}) => {
      if (eachBatch) receive = eachBatch;
      await rebalance();
    },
    seek: ({ offset }) => seeks.push(Number(offset)),
    pause: () => {},
    resume: () => {},
    commitOffsets: async (offsets) => {
      commits.push(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
    },
    on: (name: string, listener: (event: never) => void) => {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
  };
  kafka.consumer = () => consumer;
  const member = new KafkaMember({
    ...options,
    kafka,
    topic: { name: "t", kafkaName: "t", partitions: partitions.length, batchBytesMax: 2 ** 20 },
    groupId: "g",
    session: { timeoutMs: 1_000, heartbeatMs: 100 },
  });
  await member.join();

  /** A fetch that answers with the records from an offset to before another. */
  async function bring(
    from: number,
    to: number,
    { stale = false, partition = 0, stamp = "0" } = {},
  ) {
    const offsets = Array.from({ length: to - from }, (_, index) => String(from + index));
    const messages = offsets.map((offset) => ({
      ...{ key: null, value: Buffer.from(offset), timestamp: stamp, attributes: 0 },
      ...{ offset, headers: {} },
    }));
    await receive({
      batch: {
        ...{ topic: "t", partition, highWatermark: "100", messages, isEmpty: () => false },
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

  return { member, seeks, commits, rebalance, bring };
}
