import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventLog } from "../../platform/log/event-log.ts";
import { deleteKafkaTopics } from "../../platform/log/kafka/delete-kafka-topics.ts";
import { openLog } from "../../platform/log/open-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { loadConfig } from "../config/load-config.ts";
import { logConnection } from "../config/log-connection.ts";
import type { Bench } from "./bench.ts";

/** A directory, a configuration and topics for one part of the benchmark, gone when disposed. */
export type Ground = AsyncDisposable & {
  readonly directory: string;
  readonly configFile: string;
  /** What the file says. */
  readonly config: ReturnType<typeof configOf>;
  /** Where the process that is measured keeps its log and its store. */
  readonly data: string;
  /** The topic of events, as a client of the brokers knows it. */
  readonly topicName: string;
  readonly openLog: () => Promise<EventLog>;
};

export async function openGround({ brokers, clock, logger }: Bench): Promise<Ground> {
  await using undo = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  undo.defer(() => rm(directory, { recursive: true, force: true }));
  const configFile = join(directory, "vigie.yaml");
  const prefix = `bench-${randomUUID()}.`;
  const config = configOf(brokers, prefix);
  await writeFile(configFile, JSON.stringify(config));
  const connection = logConnection(loadConfig({ file: configFile }), {});
  if (connection.kind === "kafka")
    undo.defer(() => removeTopics(prefix, { connection: connection.connection, logger }));
  const opened = undo.move();
  return {
    directory,
    configFile,
    config,
    data: join(directory, "data"),
    topicName: `${prefix}${TOPICS.events.name}`,
    openLog: () => openLog(connection, { clock, logger, topics: [TOPICS.events] }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** What was measured stands though they stay. */
async function removeTopics(...[prefix, options]: Parameters<typeof deleteKafkaTopics>) {
  await deleteKafkaTopics(prefix, options).catch((error: unknown) =>
    options.logger.warn({ err: error, prefix }, "The benchmark's topics stay on the brokers"),
  );
}

/** JSON is YAML too. */
function configOf(brokers: readonly string[], prefix: string) {
  return {
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
    ...(brokers.length > 0 && { log: { kind: "kafka", brokers, tls: false, prefix } }),
  };
}
