import type { KafkaMessage } from "kafkajs";
import type { LogRecord } from "../event-log.ts";

/** Of W3C Trace Context, version 00. */
const TRACEPARENT_BYTES = 55;
/** The last that RFC 3339 can write. */
const INSTANT_MS_MAX = Date.parse("9999-12-31T23:59:59.999Z");

type Place = { readonly topic: string; readonly partition: number };

export function toRecord({ topic, partition }: Place, message: KafkaMessage): LogRecord {
  const { key, value, offset, headers } = message;
  const traceparent = headers?.["traceparent"];
  const isOne = Buffer.isBuffer(traceparent) && traceparent.length === TRACEPARENT_BYTES;
  return {
    topic,
    partition,
    offset: Number(offset),
    key: key?.toString() ?? "",
    value: value?.toString() ?? "",
    appendedAtMs: appendedAtMsOf(message),
    ...(isOne && { traceparent: traceparent.toString() }),
  };
}

/**
 * 0 where the stamp is no instant, such as microseconds, or there is none. Nothing is taken to have
 * happened for it, as it would be for an instant in the future.
 */
export function appendedAtMsOf({ timestamp }: Pick<KafkaMessage, "timestamp">): number {
  const stampMs = Number(timestamp);
  return stampMs >= 0 && stampMs <= INSTANT_MS_MAX ? stampMs : 0;
}
