import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { sharesOf, until } from "../platform/kafka-world.ts";
import { type KafkaEstate, openKafkaEstate, TOKEN } from "./kafka-estate.ts";
import type { RunningVigie } from "./own-backup/run-vigie.ts";
import { BATCH_EVENTS, makeBatch, sendBatches } from "./send-batches.ts";

const EVENTS = 30_000;
const BATCHES = EVENTS / BATCH_EVENTS;
/** So many batches are accepted before one process is killed. */
const BATCHES_BEFORE = 100;
const POLL = { timeout: 90_000, interval: 500 };

const missing = missingKafka(process.env);
const count = z.object({ rows: z.coerce.number(), ids: z.coerce.number() });

describe.skipIf(missing !== null)(`three writers on Kafka ${missing ?? ""}`, () => {
  let estate: KafkaEstate;
  let processes: readonly RunningVigie[];
  beforeAll(async () => {
    estate = await openKafkaEstate("");
    processes = await Promise.all([1, 2, 3].map(() => estate.start("ingest")));
  });
  afterAll(() => estate?.close());

  test("share the partitions, and each event is one row though one is killed amid it", async () => {
    await until(async () => (await shares()).length === 3);
    expect(await shares()).toEqual([2, 2, 2]);
    const unsent = Array.from({ length: BATCHES }, (_, index) => makeBatch(index));
    const to = { urls: processes.map(({ url }) => url), token: TOKEN };
    await sendBatches(unsent, BATCHES - BATCHES_BEFORE, to);
    const rest = sendBatches(unsent, 0, to);
    await until(async () => (await countRows()).rows > 0);
    const before = await countRows();
    await processes[0]?.kill();
    expect(before.rows, "it is killed amid its work").toBeLessThan(EVENTS);
    await rest;
    await expect.poll(countRows, POLL).toEqual({ rows: EVENTS, ids: EVENTS });
    expect(await shares()).toEqual([3, 3]);
    expect(await estate.store.store.verdicts.query(REJECTS, {}, rejects)).toEqual([{ rows: 0 }]);
  });

  function shares(): Promise<readonly number[]> {
    return sharesOf(estate.brokers, `${estate.prefix}vigie.events.store-writer`);
  }

  async function countRows() {
    const sql = "SELECT count() AS rows, uniqExact(id) AS ids FROM events";
    const [row] = await estate.store.store.verdicts.query(sql, {}, count);
    return row ?? { rows: 0, ids: 0 };
  }
});

const REJECTS = "SELECT count() AS rows FROM rejects";
const rejects = z.object({ rows: z.coerce.number() });
