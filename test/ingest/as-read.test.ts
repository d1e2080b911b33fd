import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createWriteObserver } from "../../ingest/writer/create-write-observer.ts";
import { EVENT_ROUTE } from "../../ingest/writer/event-route.ts";
import { writeTopic } from "../../ingest/writer/write-topic.ts";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import type { LogRecord } from "../../platform/log/event-log.ts";
import { type OpenedStore, openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { NO_TELEMETRY } from "../../platform/telemetry/telemetry.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { consumeFrom } from "./consume-from.ts";
import { makeEvent, makeHeartbeat, NOW_MS } from "./make-event.ts";
import { type Ground, openGround, openGroundStore } from "./open-ground.ts";

const ANY = z.record(z.string(), z.unknown());

const NEVER = new AbortController().signal;
const OBSERVER = createWriteObserver(NO_TELEMETRY, createSystemClock());

let ground: Ground;
let store: OpenedStore;
let elsewhere: OpenedStore;
beforeAll(async () => {
  ground = await openGround();
  const { clock, logger } = ground;
  store = await openGroundStore(ground);
  const connection = { kind: "url", url: `${store.url}`, token: `${store.writeToken}` } as const;
  elsewhere = await openStore({ connection, clock, logger });
});
afterAll(async () => {
  await elsewhere.close();
  await store.close();
  await ground.close();
});

/** Records as a log has them: one after another, each received a second after the one before. */
function toRecords(events: readonly object[], partition = 0): LogRecord[] {
  return events.map((event, offset) => {
    const receivedtime = new Date(NOW_MS + offset * 1_000).toISOString();
    return {
      topic: TOPICS.events.name,
      partition,
      offset,
      key: "key",
      value: JSON.stringify({ ...event, receivedtime }),
      appendedAtMs: NOW_MS,
    };
  });
}

/** In batches of these lengths, in turn. */
async function write(records: readonly LogRecord[], lengths: readonly number[], writer: Store) {
  for (let from = 0, turn = 0; from < records.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    const polls = [records.slice(from, from + length)];
    const options = { ...ground, store: writer, observer: OBSERVER, stopping: NEVER };
    await writeTopic(
      consumeFrom(async () => polls.pop() ?? []),
      EVENT_ROUTE,
      options,
    );
    from += length;
  }
}

function read(sql: string, parameters: Readonly<Record<string, string>>) {
  return store.verdicts.query(sql, parameters, ANY);
}

const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

describe("two writers that write the same records at once", () => {
  test("leave each event once as read, as it was first delivered, however they cut", async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 20 }),
        lengths,
        lengths,
        fc.boolean(),
        async (ids, cutHere, cutThere, isReplayed) => {
          const source = `/writers/${round++}`;
          const records = toRecords(ids.map((id) => makeEvent({ source, id: `${id}` })));
          await Promise.all([
            write(records, cutHere, store.writer),
            write(records, cutThere, elsewhere.writer),
          ]);
          if (isReplayed) await write(records, cutThere, store.writer);
          const sql = `SELECT id, toUInt32(log_offset) AS offset FROM events
            WHERE source = {source:String} ORDER BY id`;
          const first = [...new Set(ids)].sort().map((id) => ({
            id: `${id}`,
            offset: ids.indexOf(id),
          }));
          expect(await read(sql, { source })).toEqual(first);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("write anew what the table has lost", async () => {
    const source = "/anew";
    const records = toRecords([makeEvent({ source })]);
    await write(records, [1], store.writer);
    await store.writer.command(
      "ALTER TABLE event_rows DELETE WHERE source = '/anew' SETTINGS mutations_sync = 1",
    );
    await write(records, [1], store.writer);
    const sql = "SELECT id FROM events WHERE source = {source:String}";
    expect(await read(sql, { source })).toHaveLength(1);
  });

  test("show the heartbeat that lies in every partition once, and always the same", async () => {
    const beat = makeHeartbeat({ source: "/beats" });
    const [first = [], second = []] = [0, 1].map((partition) => toRecords([beat], partition));
    const sql = "SELECT log_partition FROM events WHERE source = '/beats'";
    await write([...first, ...second], [1], store.writer);
    expect(await read(sql, {})).toEqual([{ log_partition: 0 }]);
    await write([...second, ...first, ...second], [1], store.writer);
    expect(await read(sql, {})).toEqual([{ log_partition: 0 }]);
  });
});

const AT = ["00:10:00Z", "00:20:00Z", "00:30:00Z", "00:40:00Z"].map((at) => `2026-11-20T${at}`);
const uri = "s3://dc1/a";
const place = { role: "primary", vault: "dc1", uri };

function copySeen(id: string, at: string | undefined, sizeBytes: number, source: string) {
  const copy = { ...place, sizeBytes, observedAt: at };
  return { id, source, type: "vigie.copy.observed.v1", time: at, data: { copy } };
}
function copyGone(id: string, at: string | undefined, source: string) {
  const copy = { ...place, removedAt: at };
  return { id, source, type: "vigie.copy.removed.v1", time: at, data: { copy } };
}

/**
 * A run that fails, succeeds, and is corrected; its copy, seen by two collectors that disagree,
 * rewritten, removed at the very instant it was seen, and there again.
 */
const STORY = [
  { id: "s", source: "a", type: "vigie.backup.started.v1", time: AT[0], data: {} },
  {
    id: "f",
    source: "a",
    type: "vigie.backup.failed.v1",
    time: AT[1],
    data: { finishedAt: AT[1], error: { message: "no" } },
  },
  { id: "1", source: "a", time: AT[2], data: { finishedAt: AT[2], sizeBytes: 10 } },
  { id: "2", source: "a", time: AT[3], data: { finishedAt: AT[3], sizeBytes: 20 } },
  copySeen("c1", AT[0], 10, "a"),
  copySeen("c1", AT[0], 11, "b"),
  copySeen("c2", AT[1], 20, "a"),
  copyGone("c3", AT[2], "b"),
  copySeen("c4", AT[2], 30, "a"),
];
const RETURN = copySeen("c5", AT[3], 40, "a");

describe("events that come late, out of order, twice or corrected", () => {
  test("are shown as if they had come in order, once", async () => {
    let round = 0;
    const show = async (story: readonly (typeof STORY)[number][], cut: readonly number[]) => {
      const name = `round-${round++}`;
      const series = { ...VISITOR_DB, instance: name };
      const events = story.map(({ source, data, ...attributes }) =>
        makeEvent({ ...attributes, source: `/${name}/${source}` }, { series, ...data }),
      );
      await write(toRecords(events), cut, store.writer);
      const rows = await read(
        `SELECT * EXCEPT (received_time, log_offset, body) FROM events
          WHERE instance = {name:String} ORDER BY source, id`,
        { name },
      );
      const copies = await read(
        `SELECT * FROM copies WHERE series_id IN
          (SELECT series_id FROM events WHERE instance = {name:String})`,
        { name },
      );
      const id = String(rows[0]?.["series_id"]);
      return JSON.stringify({ rows, copies }).replaceAll(name, "").replaceAll(id, "");
    };
    for (const story of [STORY, [...STORY, RETURN]]) {
      const inOrder = await show(story, [story.length]);
      expect(inOrder).toContain(`"removed":${story === STORY ? 1 : 0}`);
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray(story, { minLength: story.length }),
          fc.array(fc.constantFrom(...story), { maxLength: 5 }),
          lengths,
          async (shuffled, again, cut) => {
            expect(await show([...shuffled, ...again], cut)).toBe(inOrder);
          },
        ),
        { numRuns: 12 },
      );
    }
  });
});

describe("an insert that has each event twice, over several granules", () => {
  test("shows each once, and its run too, before anything was merged", async () => {
    const source = "/twice";
    const events = Array.from({ length: 12_000 }, (_, index) =>
      makeEvent({ source, id: `${index}` }, { runId: `twice-${index}` }),
    );
    const before = await countRuns();
    await write(toRecords([...events, ...events]), [24_000], store.writer);
    const sql =
      "SELECT count() AS n, max(log_offset) AS last FROM events WHERE source = {source:String}";
    expect(await read(sql, { source })).toEqual([{ n: "12000", last: "11999" }]);
    expect((await countRuns()) - before).toBe(12_000);
  });
});

async function countRuns() {
  const [row] = await read("SELECT count() AS n FROM runs_by_day", {});
  return Number(row?.["n"]);
}
