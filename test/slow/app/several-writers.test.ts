import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeEvent } from "../../ingest/make-event.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { sharesOf, until } from "../platform/kafka-world.ts";
import { type KafkaEstate, openKafkaEstate, TOKEN } from "./kafka-estate.ts";
import type { RunningVigie } from "./own-backup/run-vigie.ts";

const EVENTS = 30_000;
const BATCH_EVENTS = 100;
const BATCHES = EVENTS / BATCH_EVENTS;
const SERIES = 200;
/** So many batches are accepted before one process is killed. */
const BATCHES_BEFORE = 100;
const SENDERS = 6;
const SENDER_WAITS_MS = 100;
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
    await sendAll(unsent, BATCHES - BATCHES_BEFORE);
    const rest = sendAll(unsent, 0);
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

  /** Several senders at once, until so many are left; what fails is sent to another process. */
  async function sendAll(unsent: string[], left: number): Promise<void> {
    const senders = Array.from({ length: SENDERS }, async (_, number) => {
      for (let turn = number; unsent.length > left; turn++) {
        const batch = unsent.shift() ?? "";
        if (await isAccepted(processes[turn % processes.length], batch)) continue;
        unsent.push(batch);
        await sleep(SENDER_WAITS_MS);
      }
    });
    await Promise.all(senders);
  }
});

const REJECTS = "SELECT count() AS rows FROM rejects";
const rejects = z.object({ rows: z.coerce.number() });

async function isAccepted(to: RunningVigie | undefined, body: string): Promise<boolean> {
  const headers = {
    "content-type": "application/cloudevents-batch+json",
    authorization: `Bearer ${TOKEN}`,
  };
  try {
    const answer = await fetch(`${to?.url}/v1/events`, { method: "POST", headers, body });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

function makeBatch(index: number): string {
  const events = Array.from({ length: BATCH_EVENTS }, (_, at) => {
    const number = index * BATCH_EVENTS + at;
    const series = { ...VISITOR_DB, asset: `db-${number % SERIES}` };
    return makeEvent({ id: `event-${number}`, source: "/jobs" }, { series });
  });
  return JSON.stringify(events);
}
