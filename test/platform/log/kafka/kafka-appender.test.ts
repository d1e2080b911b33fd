import { Kafka, logLevel } from "kafkajs";
import { describe, expect, test } from "vitest";
import { KafkaAppender } from "../../../../platform/log/kafka/kafka-appender.ts";

const TOPIC = { name: "t", kafkaName: "t", partitions: 4, batchBytesMax: 2 ** 20 };
const ALL = ["0", "1", "2", "3"];
const ENTRY = { key: "k", value: "v", everyPartition: true } as const;

/**
 * An appender whose kafkajs leaves a partition out of its first sends and answers as if all were
 * well, as it does where a leader moves between two of its tries.
 */
function createForgetful({ partition, times }: { partition: number; times: number }) {
  const kafka = new Kafka({ brokers: ["127.0.0.1:1"], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  const written: string[] = [];
  let left = times;
  kafka.producer = () => ({
    ...producer,
    connect: async () => {},
    disconnect: async () => {},
    send: async ({ messages }) => {
      const forgets = left-- > 0;
      const kept = messages.filter((message) => !(forgets && message.partition === partition));
      written.push(...kept.map((message) => String(message.partition)));
      return kept.map((message) => ({
        topicName: TOPIC.kafkaName,
        partition: message.partition ?? 0,
        errorCode: 0,
      }));
    },
  });
  return { appender: new KafkaAppender(kafka, "gzip"), written };
}

describe("an append of which kafkajs leaves a partition out, and says that all is well", () => {
  test.each([1, 3])("is completed, %i times left out, and nothing is sent twice", async (times) => {
    const { appender, written } = createForgetful({ partition: 2, times });
    await appender.append(TOPIC, [ENTRY], 0);
    expect(written.toSorted()).toEqual(ALL);
  });

  test("fails where it stays so, and what comes after it is appended", async () => {
    const { appender, written } = createForgetful({ partition: 2, times: 4 });
    await expect(appender.append(TOPIC, [ENTRY], 0)).rejects.toMatchObject({
      name: "OperatingError",
      retryable: true,
      message: expect.stringContaining("not all was acknowledged"),
    });
    expect(written.toSorted()).toEqual(["0", "1", "3"]);
    await appender.append(TOPIC, [ENTRY], 0);
    expect(written.slice(3).toSorted()).toEqual(ALL);
  });
});
