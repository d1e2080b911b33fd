import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { benchIntake, type IntakeBench } from "./bench-intake.ts";
import { benchTopic, type TopicBench } from "./bench-topic.ts";
import { makeEvent } from "./make-event.ts";

type Options = {
  readonly events: number;
  /** Of a Kafka cluster without password; the embedded log without them. */
  readonly brokers: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: (done: number) => void;
};

export type IngestBench = {
  readonly log: "embedded" | "kafka";
  readonly events: number;
  readonly eventBytes: number;
  readonly topicToRows: TopicBench;
  readonly intake: IntakeBench;
  /** Of all files of the store after the first part, by its events. */
  readonly storeBytesPerEvent: number;
};

/** How fast events become rows: from the log, and over HTTP. All figures are of this one run. */
export async function benchIngest(options: Options): Promise<IngestBench> {
  const { events, brokers } = options;
  const directory = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  try {
    const topic = await writeConfig(join(directory, "topic"), brokers);
    const topicToRows = await benchTopic({ ...options, configFile: topic });
    const storeBytes = await sizeOf(join(directory, "topic", "data", "store"));
    const intake = await writeConfig(join(directory, "intake"), brokers);
    return {
      log: brokers.length > 0 ? "kafka" : "embedded",
      events,
      eventBytes: Buffer.byteLength(makeEvent(0).value),
      topicToRows,
      intake: await benchIntake({ ...options, configFile: intake }),
      storeBytesPerEvent: Math.round(storeBytes / events),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeConfig(directory: string, brokers: readonly string[]): Promise<string> {
  const file = join(directory, "vigie.yaml");
  const kafka = { kind: "kafka", brokers, tls: false, prefix: `bench-${randomUUID()}.` };
  await mkdir(directory, { recursive: true });
  await writeFile(
    file,
    // JSON is YAML too.
    JSON.stringify({
      data: "data",
      listen: { port: 0 },
      pollEvery: "50ms",
      tokens: [
        {
          name: "bench",
          secret: { env: "VIGIE_BENCH_TOKEN" },
          tenant: "acme",
          sources: ["/sqlserver"],
        },
      ],
      intake: { requestsPerMinuteMax: 1_000_000 },
      ...(brokers.length > 0 && { log: kafka }),
    }),
  );
  return file;
}

async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(directory, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
