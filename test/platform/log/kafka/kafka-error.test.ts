import {
  Kafka,
  KafkaJSConnectionError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
} from "kafkajs";
import { expect, test } from "vitest";
import { isMoving, kafkaError } from "../../../../platform/log/kafka/kafka-error.ts";

/** As kafkajs throws these, which it does not export. */
class KafkaJSTopicMetadataNotLoaded extends Error {
  override readonly name = "KafkaJSTopicMetadataNotLoaded";
  readonly retriable = true;
}

class KafkaJSConnectionClosedError extends Error {
  override readonly name = "KafkaJSConnectionClosedError";
  readonly host = "kafka";
  readonly port = 9092;
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

const broker = "kafka:9092";
test.each([
  ["ENOTFOUND", "the network reach them"],
  ["ECONNREFUSED", "the network reach them"],
  ["ECONNRESET", "check log.tls and log.sasl"],
  ["EPROTO", "check log.tls and log.sasl"],
])("%s names the broker, and says what to look at", (code, hint) => {
  const tried = { retryCount: 11, retryTime: 9 };
  const inner = new KafkaJSConnectionError("it broke", { broker, code });
  expect(kafkaError("read", new KafkaJSNumberOfRetriesExceeded(inner, tried))).toMatchObject({
    message: `Cannot read: ${code} at ${broker}`,
    hint: expect.stringContaining(hint),
    retryable: true,
  });
});

test("a connection that the broker closed names it, and says what to look at", () => {
  expect(kafkaError("read", new KafkaJSConnectionClosedError())).toMatchObject({
    message: `Cannot read: KafkaJSConnectionClosedError at ${broker}`,
    hint: expect.stringContaining("check log.tls and log.sasl"),
  });
});

test.each(["KafkaJSGroupCoordinatorNotFound", "KafkaJSTimeout", "KafkaJSLockTimeout"])(
  "%s passes, though kafkajs does not try it again",
  (name) => {
    const error = Object.assign(new Error("it is not there"), { name, retriable: false });
    expect(kafkaError("commit", error)).toMatchObject({ retryable: true });
  },
);

test("what kafkajs itself trips over passes, as nothing else would be tried again", () => {
  const slip = slipOfKafkajs();
  const wrapped = Object.assign(new Error(slip.message, { cause: slip }), {
    ...{ name: "KafkaJSNonRetriableError", retriable: false },
  });
  for (const error of [slip, wrapped]) {
    expect(kafkaError("read", error)).toMatchObject({
      message: "Cannot read as kafkajs lost sight of the cluster",
      retryable: true,
      cause: error,
    });
    expect(isMoving(kafkaError("read", error))).toBe(true);
  }
});

test("a mistake of ours is not taken for one of kafkajs", () => {
  const mistake = new TypeError("undefined is not a function");
  expect(kafkaError("read", mistake)).toBe(mistake);
  expect(isMoving(mistake)).toBe(false);
});

function slipOfKafkajs(): TypeError {
  try {
    Reflect.construct(Kafka, [undefined]);
  } catch (error) {
    if (error instanceof TypeError) return error;
  }
  throw new Error("kafkajs did not trip");
}

function protocolError(type: string, retriable: boolean) {
  return Object.assign(new KafkaJSProtocolError(type), { type, retriable });
}
