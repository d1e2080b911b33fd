import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { findFreePort } from "../../services/find-free-port.ts";
import { missingJava } from "../../services/kafka/missing-kafka.ts";
import { type KafkaCluster, startKafka } from "../../services/kafka/start-kafka.ts";
import { plainKafka, until } from "../platform/kafka-world.ts";
import { type RunningVigie, startUp } from "./own-backup/run-vigie.ts";
import { BATCH_EVENTS, makeBatch, sendBatches } from "./send-batches.ts";

const SECRETS = { JOBS_TOKEN: "token-of-the-jobs", READER: "secret-of-the-reader" };
const EVENTS = 20_000;
const BATCHES = EVENTS / BATCH_EVENTS;
/** So many batches are accepted before one broker is killed, and left for when it is back. */
const BATCHES_BEFORE = 50;
const BATCHES_AFTER = 50;
const POLL = { timeout: 90_000, interval: 500 };

const missing = missingJava(process.env);
const counted = z.object({ rows: z.coerce.number(), ids: z.coerce.number() });

describe.skipIf(missing !== null)(`a whole Vigie on three brokers ${missing ?? ""}`, () => {
  const prefix = `${randomUUID()}.`;
  let cluster: KafkaCluster;
  let directory: string;
  let storePort: number;
  let vigie: RunningVigie;

  beforeAll(async () => {
    cluster = await startKafka({ count: 3 });
    directory = await mkdtemp(join(tmpdir(), "vigie-brokers-"));
    storePort = await findFreePort();
    const file = join(directory, "vigie.yaml");
    await writeFile(file, config());
    vigie = await startUp(file, SECRETS);
  });

  afterAll(async () => {
    await vigie?.kill();
    await cluster?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  function config(): string {
    return `
data: data
listen: { port: 0 }
pollEvery: 100ms
log:
  kind: kafka
  brokers: [${cluster.brokers.map((broker) => `"${broker}"`).join(", ")}]
  tls: false
  prefix: "${prefix}"
  partitions: 3
  session: 6s
store: { kind: embedded, http: { port: ${storePort}, secret: { env: READER } } }
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs] }]
`;
  }

  test("has each event as one row though a broker is killed while they come", async () => {
    const unsent = Array.from({ length: BATCHES }, (_, index) => makeBatch(index));
    const to = { urls: [vigie.url], token: SECRETS.JOBS_TOKEN };
    await sendBatches(unsent, BATCHES - BATCHES_BEFORE, to);
    const killed = await leader();
    const amid = sendBatches(unsent, BATCHES_AFTER, to);
    await cluster.kill(killed);
    expect(unsent.length, "it is killed amid its work").toBeGreaterThan(BATCHES_AFTER);
    await amid;
    expect(await leader(), "another leads").not.toBe(killed);
    // Of a batch that was refused some events may be there too.
    const accepted = EVENTS - unsent.length * BATCH_EVENTS;
    const rows = async () => (await count()).rows;
    await expect.poll(rows, POLL).toBeGreaterThanOrEqual(accepted);
    const rest = sendBatches(unsent, 0, to);
    await cluster.restart(killed);
    await rest;
    await expect.poll(count, POLL).toEqual({ rows: EVENTS, ids: EVENTS });
    expect(await ask("SELECT count() AS rows, uniqExact(id) AS ids FROM rejects")).toEqual({
      ...{ rows: 0, ids: 0 },
    });
  });

  /** Of the first partition of the events. */
  async function leader(): Promise<number> {
    const admin = plainKafka(cluster.brokers).admin();
    await admin.connect();
    let found = 0;
    await until(async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [`${prefix}vigie.events`] });
      found = topics[0]?.partitions.find(({ partitionId }) => partitionId === 0)?.leader ?? 0;
      return found > 0;
    });
    await admin.disconnect();
    return found;
  }

  const count = () => ask("SELECT count() AS rows, uniqExact(id) AS ids FROM events");

  async function ask(sql: string): Promise<z.infer<typeof counted>> {
    const search = new URLSearchParams({ query: `${sql} FORMAT JSONEachRow` });
    const response = await fetch(`http://127.0.0.1:${storePort}/?${search}`, {
      headers: { "X-ClickHouse-User": "reader", "X-ClickHouse-Key": SECRETS.READER },
    });
    return counted.parse(await response.json());
  }
});
