import { randomUUID } from "node:crypto";
import { createKafka } from "../../platform/log/kafka/create-kafka.ts";
import type { Bench } from "./bench.ts";
import { cpuPerEvent, ownCpuTime } from "./create-cpu-meter.ts";
import { perSecond } from "./create-rate-meter.ts";

/** What kafkajs itself reaches with messages that nobody looks at, from the first batch on. */
export async function readWithKafkajs(bench: Bench, topic: string, events: number) {
  const { brokers, clock, logger, signal, startProgress } = bench;
  const progress = startProgress("Reading with kafkajs alone", events);
  const kafka = createKafka({ brokers, clientId: "vigie-bench" }, logger);
  const consumer = kafka.consumer({ groupId: `${topic}.kafkajs-${randomUUID()}` });
  const all = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => all.reject(signal.reason), { once: true });
  let read = 0;
  let [startedMs, before] = [clock.nowMs(), ownCpuTime()];
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => all.reject(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, () => {
      [startedMs, before] = [clock.nowMs(), ownCpuTime()];
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        read += batch.messages.length;
        progress.update(read, "");
        if (read >= events) all.resolve();
      },
    });
    await all.promise;
    return {
      eventsPerSecond: perSecond(events, clock.nowMs() - startedMs),
      cpuUs: cpuPerEvent(before, ownCpuTime(), events).allThreadsUs,
    };
  } finally {
    progress.end();
    await consumer.disconnect();
  }
}
