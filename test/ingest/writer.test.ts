import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startWriter } from "../../ingest/writer/start-writer.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Consumer, EventLog } from "../../platform/log/event-log.ts";
import type { OpenedStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { seriesId } from "../../schemas/series.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { consumeFrom } from "./consume-from.ts";
import { makeEvent, makeHeartbeat } from "./make-event.ts";
import { type Ground, openGround, openGroundStore } from "./open-ground.ts";
import { FINDING, PROOF, STATE } from "./sample-records.ts";

const POLL_EVERY_MS = 500;
const ANY = z.record(z.string(), z.unknown());

let ground: Ground;
let store: OpenedStore;
beforeAll(async () => {
  ground = await openGround();
  store = await openGroundStore(ground);
});
afterAll(async () => {
  await store.close();
  await ground.close();
});

function start(log: EventLog = ground.log, writer: Store = store.writer) {
  const { clock, logger } = ground;
  return startWriter({ log, store: writer, clock, logger, pollEveryMs: POLL_EVERY_MS });
}

function turn() {
  return ground.clock.advanceTo(ground.clock.nowMs() + POLL_EVERY_MS);
}

/** Everything that is in the log is in the store afterwards. */
async function writeAll() {
  const writer = await start();
  await turn();
  await writer.stop();
}

function rowsOf(view: string, source: string) {
  const sql = `SELECT * FROM ${view} WHERE source = {source:String} ORDER BY id`;
  return store.verdicts.query(sql, { source }, ANY);
}

async function send(events: readonly unknown[]) {
  const items = events.map((event, index) => ({
    bytes: Buffer.from(JSON.stringify(event)),
    origin: "test",
    position: `${index}`,
  }));
  expect(await ground.acceptor.accept(items, "local")).toMatchObject({ rejected: [] });
}

const COPY = {
  role: "duplicate",
  vault: "dc2",
  uri: "s3://dc2/a",
  sizeBytes: "9223372036854775807",
  checksum: { algorithm: "sha256", value: "9f86" },
  observedAt: "2026-11-20T01:00:00Z",
};

describe("a record becomes a row", () => {
  test("of events, with sizes beyond 2^53 exact and instants to the millisecond", async () => {
    const source = "/rows";
    await send([
      makeEvent({ id: "1", source, time: "2026-11-20T01:14:09.123+01:00" }),
      makeEvent({ id: "2", source, type: "vigie.copy.observed.v1" }, { copy: COPY }),
      makeHeartbeat({ id: "3", source }),
      makeEvent({ id: "4", source, type: "vigie.backup.failed.v1" }, { error: { message: "no" } }),
    ]);
    await writeAll();
    const series = {
      tenant: "acme",
      asset_kind: "sql-database",
      series_id: seriesId(VISITOR_DB),
      run_id: "b6a9",
    };
    expect(await rowsOf("events", source)).toMatchObject([
      {
        ...series,
        type: "vigie.backup.succeeded.v1",
        time: "2026-11-20 00:14:09.123",
        received_time: "2026-11-20 02:00:00.000",
        started_at: "2026-11-20 00:00:03.000",
        finished_at: "2026-11-20 00:14:09.000",
        size_bytes: "81234567890",
        stored_bytes: null,
      },
      {
        ...series,
        size_bytes: COPY.sizeBytes,
        copy_role: "duplicate",
        copy_vault: "dc2",
        copy_uri: "s3://dc2/a",
        checksum_algorithm: "sha256",
        checksum_value: "9f86",
        started_at: null,
      },
      { tenant: "", series_id: "", run_id: "", type: "vigie.collector.heartbeat.v1" },
      { ...series, started_at: "2026-11-20 00:00:03.000", size_bytes: null },
    ]);
  });

  test("of findings, proofs, series states and rejects", async () => {
    await ground.log.append(TOPICS.findings, [entry({ ...FINDING, version: 1 }), entry(FINDING)]);
    await ground.log.append(TOPICS.proofs, [entry(PROOF)]);
    await ground.log.append(TOPICS.seriesStates, [entry(STATE)]);
    await writeAll();
    const read = (view: string) => store.verdicts.query(`SELECT * FROM ${view}`, {}, ANY);
    const series_id = seriesId(VISITOR_DB);
    expect(await read("findings")).toMatchObject([
      { id: FINDING.id, version: 2, series_id, resolved_at: null, body: JSON.stringify(FINDING) },
    ]);
    expect(await read("proofs")).toMatchObject([
      { id: PROOF.id, series_id, outcome: "proven", body: JSON.stringify(PROOF) },
    ]);
    expect(await read("series_states")).toMatchObject([
      { series_id, state: "filled", last_size_bytes: "81234567890", slot: null },
    ]);
  });
});

describe("a record that cannot be a row", () => {
  test("goes to the rejects with its place, once, and the line goes on", async () => {
    const source = "/good";
    await ground.log.append(TOPICS.events, [{ key: "a", value: '{"half":' }]);
    await send([makeEvent({ source })]);
    await writeAll();
    await turn();
    await writeAll();
    expect(await rowsOf("events", source)).toHaveLength(1);
    const sql = "SELECT fault, position, base64Decode(bytes_base64) AS bytes FROM rejects";
    const rejects = await store.verdicts.query(`${sql} WHERE origin = 'vigie.events'`, {}, ANY);
    expect(rejects).toEqual([
      {
        fault: "unreadable-record",
        position: expect.stringMatching(/^0:[0-9]+$/),
        bytes: '{"half":',
      },
    ]);
  });
});

describe("events of more months than one insert may touch", () => {
  test("are all written", async () => {
    const source = "/months";
    const events = Array.from({ length: 240 }, (_, month) => {
      const time = new Date(Date.UTC(2000, month, 5)).toISOString();
      return makeEvent({ source, id: `${month}`, time }, { startedAt: time, finishedAt: time });
    });
    await send(events);
    await writeAll();
    expect(await rowsOf("events", source)).toHaveLength(240);
  });
});

/** Where a step of the writer is broken off: as a kill would, once. */
type Break = "before-insert" | "after-insert" | "none";

describe("killed between insert and commit, and delivered again", () => {
  test("each event is one row as read, and the first delivery stays", async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            ids: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 }),
            broken: fc.constantFrom<Break>("before-insert", "after-insert", "none"),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        async (steps) => {
          const source = `/round/${round++}`;
          const first = new Map<string, number>();
          let delivery = 0;
          for (const { ids, broken } of steps) {
            const entries = ids.map((id) => {
              first.set(`${id}`, first.get(`${id}`) ?? delivery);
              return entry(makeEvent({ source, id: `${id}`, delivery: delivery++ }));
            });
            await ground.log.append(TOPICS.events, entries);
            await writeBroken(broken);
          }
          await writeAll();
          const rows = await rowsOf("events", source);
          const seen = rows.map(({ id, body }) => [id, JSON.parse(String(body)).delivery]);
          expect(new Map(seen as [string, number][])).toEqual(first);
          expect(rows).toHaveLength(first.size);
        },
      ),
      { numRuns: 15 },
    );
  });
});

async function writeBroken(broken: Break) {
  const fail = () => {
    throw new OperatingError("Killed by the test", { retryable: true });
  };
  const breaking: Store = {
    ...store.writer,
    insertBlock: async (...insert) => {
      if (broken === "before-insert") fail();
      await store.writer.insertBlock(...insert);
      if (broken === "after-insert") fail();
    },
  };
  const writer = await start(ground.log, breaking);
  await turn();
  await writer.stop();
}

describe("a writer that loses its partitions", () => {
  test("writes what comes after all the same", async () => {
    const source = "/lost";
    let commitsFailing = 1;
    const log: EventLog = {
      append: (...append) => ground.log.append(...append),
      replay: (...replay) => ground.log.replay(...replay),
      trim: (...trim) => ground.log.trim(...trim),
      close: () => ground.log.close(),
      consume: async (topic, group): Promise<Consumer> => {
        const consumer = await ground.log.consume(topic, group);
        return {
          poll: (recordsMax) => consumer.poll(recordsMax),
          close: () => consumer.close(),
          lag: () => consumer.lag(),
          held: () => consumer.held(),
          mark: () => consumer.mark(),
          commit: async (mark) => {
            if (commitsFailing-- > 0) throw new OperatingError("Taken", { retryable: true });
            await consumer.commit(mark);
          },
        };
      },
    };
    const writer = await start(log);
    await send([makeEvent({ source, id: "1" })]);
    await turn();
    await send([makeEvent({ source, id: "2" })]);
    await turn();
    await writer.stop();
    expect(await rowsOf("events", source)).toHaveLength(2);
    expect(commitsFailing).toBeLessThan(0);
  });
});

describe("a topic that never falls silent", () => {
  test("holds up no other", async () => {
    const ROUNDS_MAX = 1_000_000;
    let rounds = 0;
    let findings = 0;
    const record = { ...entry(makeEvent({ source: "/busy" })), topic: TOPICS.events.name };
    const place = { partition: 0, appendedAtMs: ground.clock.nowMs() };
    const poll = async () =>
      findings > 0 || rounds >= ROUNDS_MAX ? [] : [{ ...record, ...place, offset: rounds++ }];
    const busy: EventLog = {
      ...ground.log,
      consume: async (topic, group) =>
        topic === TOPICS.events ? consumeFrom(poll) : ground.log.consume(topic, group),
    };
    const watching: Store = {
      ...store.writer,
      insert: async (table, rows) => {
        await store.writer.insert(table, rows);
        if (table === "finding_rows") findings += rows.length;
      },
    };
    const tasks: (() => Promise<void>)[] = [];
    const every = (_: number, task: () => Promise<void>) => {
      tasks.push(task);
      return { stop: async () => undefined };
    };
    await ground.log.append(TOPICS.findings, [entry({ ...FINDING, version: 7 })]);
    const { logger } = ground;
    const clock = { ...ground.clock, every };
    const parts = { log: busy, store: watching, clock, logger, pollEveryMs: POLL_EVERY_MS };
    const writer = await startWriter(parts);
    await Promise.all(tasks.map((task) => task()));
    await writer.stop();
    expect(findings).toBe(1);
    expect(rounds).toBeLessThan(ROUNDS_MAX);
  });
});

function entry(value: unknown) {
  return { key: "key", value: JSON.stringify(value) };
}
