import type { KafkaMessage } from "kafkajs";
import type { LogRecord } from "../event-log.ts";

/** Of W3C Trace Context, version 00. */
const TRACEPARENT_BYTES = 55;

type Place = { readonly topic: string; readonly partition: number };

export function toRecord(
  { topic, partition }: Place,
  { key, value, offset, timestamp, headers }: KafkaMessage,
): LogRecord {
  const traceparent = headers?.["traceparent"];
  const isOne = Buffer.isBuffer(traceparent) && traceparent.length === TRACEPARENT_BYTES;
  return {
    topic,
    partition,
    offset: Number(offset),
    key: key?.toString() ?? "",
    value: value?.toString() ?? "",
    appendedAtMs: Number(timestamp),
    ...(isOne && { traceparent: traceparent.toString() }),
  };
}
