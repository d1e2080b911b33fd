import { KafkaJSConnectionError, KafkaJSProtocolError } from "kafkajs";
import { expect, test } from "vitest";
import { isMoving, kafkaError } from "../../../../platform/log/kafka/kafka-error.ts";

/** As kafkajs throws it, which does not export it. */
class KafkaJSTopicMetadataNotLoaded extends Error {
  override readonly name = "KafkaJSTopicMetadataNotLoaded";
  readonly retriable = true;
}

test.each([
  ["no leader yet", protocolError("LEADER_NOT_AVAILABLE", true), true],
  [
    "metadata that a refresh for another topic overwrote",
    new KafkaJSTopicMetadataNotLoaded(),
    true,
  ],
  ["a topic that nobody may read", protocolError("TOPIC_AUTHORIZATION_FAILED", false), false],
  ["a connection that broke", new KafkaJSConnectionError("it broke"), false],
  ["what is not Kafka's", new Error("LEADER_NOT_AVAILABLE"), false],
])("%s is waited out: $2", (_, error, moving) => {
  expect(isMoving(error)).toBe(moving);
  expect(isMoving(kafkaError("read", error))).toBe(moving);
});

function protocolError(type: string, retriable: boolean) {
  return Object.assign(new KafkaJSProtocolError(type), { type, retriable });
}
