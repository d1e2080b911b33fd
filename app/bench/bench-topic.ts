import type { Clock } from "../../platform/clock/clock.ts";
import { openLog } from "../../platform/log/open-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { loadConfig } from "../config/load-config.ts";
import { logConnection } from "../config/log-connection.ts";
import { makeEvent } from "./make-event.ts";
import { startTarget } from "./start-target.ts";

const APPENDED_TOGETHER = 2_000;
const POLLED_TOGETHER = 2_000;
const LOOK_EVERY_MS = 100;
const IDLE_MS = 5;

type Options = {
  readonly configFile: string;
  readonly events: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: (done: number) => void;
};

export type TopicBench = {
  readonly eventsPerSecond: number;
  /** What the log's client reaches with records that nobody looks at: the ceiling. */
  readonly readingAlonePerSecond: number;
  readonly heapAndBuffersBytesMax: number;
};

/** From a filled topic to rows that can be asked for, and beside it from the topic to nowhere. */
export async function benchTopic(options: Options): Promise<TopicBench> {
  const { events, clock, logger, configFile } = options;
  const connection = logConnection(loadConfig({ file: configFile }), {});
  const log = await openLog(connection, { clock, logger, topics: [TOPICS.events] });
  try {
    for (let at = 0; at < events; at += APPENDED_TOGETHER) {
      const count = Math.min(APPENDED_TOGETHER, events - at);
      await log.append(
        TOPICS.events,
        Array.from({ length: count }, (_, index) => makeEvent(at + index)),
      );
    }
    const consumer = await log.consume(TOPICS.events, "benchmark");
    const startedMs = clock.nowMs();
    for (let read = 0; read < events; ) {
      const records = await consumer.poll(POLLED_TOGETHER);
      read += records.length;
      if (records.length === 0) await clock.sleep(IDLE_MS);
    }
    const readingMs = clock.nowMs() - startedMs;
    await consumer.close();
    const written = await write(options);
    return { ...written, readingAlonePerSecond: perSecond(events, readingMs) };
  } finally {
    await log.close();
  }
}

async function write({ configFile, events, clock, onProgress }: Options) {
  const target = await startTarget(configFile);
  const startedMs = clock.nowMs();
  let heapAndBuffersBytesMax = 0;
  try {
    for (;;) {
      const { rows, heapAndBuffersBytes } = await target.look();
      heapAndBuffersBytesMax = Math.max(heapAndBuffersBytesMax, heapAndBuffersBytes);
      onProgress(rows);
      if (rows >= events) {
        const eventsPerSecond = perSecond(events, clock.nowMs() - startedMs);
        return { eventsPerSecond, heapAndBuffersBytesMax };
      }
      await clock.sleep(LOOK_EVERY_MS);
    }
  } finally {
    await target.stop();
  }
}

export function perSecond(count: number, durationMs: number): number {
  return Math.round((count * 1_000) / Math.max(1, durationMs));
}
