import { join } from "node:path";
import type { EventLog } from "../../platform/log/event-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { Bench } from "./bench.ts";
import { type CpuPerEvent, cpuPerEvent, ownCpuTime } from "./create-cpu-meter.ts";
import { perSecond } from "./create-rate-meter.ts";
import type { EngineTaking, TableSize } from "./engine/engine-orders.ts";
import { runEngine } from "./engine/run-engine.ts";
import { fillTopic } from "./fill-topic.ts";
import { type Ground, openGround } from "./open-ground.ts";
import { readWithKafkajs } from "./read-with-kafkajs.ts";
import { writeRows } from "./write-rows.ts";

const POLLED_TOGETHER = 2_000;
const IDLE_MS = 5;

export type TopicBench = {
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly cpuPerEvent: CpuPerEvent;
  readonly heapAndBuffersBytesMax: number;
  /** What kafkajs, or the embedded log, reaches with records that nobody looks at: the ceiling. */
  readonly readingAlonePerSecond: number;
  readonly readingAloneCpuUs: number;
  /**
   * What the store's engine reaches by itself into a table of the same columns, without validation:
   * from the same topic where it is Kafka's, else from a file of the same events.
   */
  readonly engineAlone: EngineTaking;
  readonly ratios: { readonly toReadingAlone: number; readonly toEngineAlone: number };
  readonly storeBytesPerEvent: TableSize;
};

/** From a filled topic to rows that can be asked for, and beside it what others reach with it. */
export async function benchTopic(bench: Bench, events: number): Promise<TopicBench> {
  await using ground = await openGround(bench);
  const file = join(ground.directory, "events.ndjson");
  const isKafka = bench.brokers.length > 0;
  const log = await ground.openLog();
  try {
    await fillTopic(bench, log, { events, ...(!isKafka && { copyTo: file }) });
    const reading = isKafka
      ? await readWithKafkajs(bench, ground.topicName, events)
      : await readAlone(bench, log, events);
    await log.close();
    const engineAlone = await runEngine(bench, join(ground.directory, "engine"), {
      kind: "take",
      events,
      from: isKafka ? kafkaOf(bench, ground) : { kind: "file", path: file },
    });
    const written = await writeRows(bench, ground, events);
    return {
      events,
      ...written,
      readingAlonePerSecond: reading.eventsPerSecond,
      readingAloneCpuUs: reading.cpuUs,
      engineAlone,
      ratios: {
        toReadingAlone: ratio(written.eventsPerSecond, reading.eventsPerSecond),
        toEngineAlone: ratio(written.eventsPerSecond, engineAlone.eventsPerSecond),
      },
      storeBytesPerEvent: await runEngine(bench, ground.data, { kind: "measure" }),
    };
  } finally {
    await log.close();
  }
}

function kafkaOf({ brokers }: Bench, { topicName }: Ground) {
  return { kind: "kafka", brokers, topic: topicName, group: `${topicName}.engine` } as const;
}

async function readAlone({ clock, signal, startProgress }: Bench, log: EventLog, events: number) {
  const progress = startProgress("Reading alone", events);
  const consumer = await log.consume(TOPICS.events, "benchmark");
  try {
    const startedMs = clock.nowMs();
    const before = ownCpuTime();
    for (let read = 0; read < events; ) {
      const records = await consumer.poll(POLLED_TOGETHER);
      read += records.length;
      progress.update(read, "");
      if (records.length === 0) await clock.sleep(IDLE_MS, signal);
    }
    return {
      eventsPerSecond: perSecond(events, clock.nowMs() - startedMs),
      cpuUs: cpuPerEvent(before, ownCpuTime(), events).allThreadsUs,
    };
  } finally {
    progress.end();
    await consumer.close();
  }
}

/** With two digits after the point. */
export function ratio(part: number, whole: number): number {
  return Math.round((100 * part) / whole) / 100;
}
