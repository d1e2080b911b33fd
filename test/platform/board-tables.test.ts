import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import { openServedStore, type ServedStore } from "./open-served-store.ts";

const ANY = z.record(z.string(), z.unknown());
const MIDNIGHT_MS = Date.UTC(2026, 10, 20);
const MINUTE_MS = 60_000;

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
});
afterAll(() => served.close());

type Said = Readonly<Record<string, unknown>>;

const at = (minutes: number) => new Date(MIDNIGHT_MS + minutes * MINUTE_MS).toISOString();
const event = (id: string, type: string, said: Said): Said => ({
  ...{ id, source: "/s", type: `vigie.${type}.v1`, tenant: "acme", series_id: "a", run_id: "r" },
  ...said,
});
const started = (from: number) =>
  event(`start ${from}`, "backup.started", { time: at(from), started_at: at(from) });
const ended = (type: string, from: number | null, to: number, said: Said = {}) =>
  event(`${type} ${to}`, `backup.${type}`, {
    ...{ time: at(to), started_at: from === null ? null : at(from), finished_at: at(to) },
    ...said,
  });
const succeeded = (from: number, to: number, size = 5) =>
  ended("succeeded", from, to, { size_bytes: `${size}`, stored_bytes: size > 5 ? "4" : null });
const failed = (from: number | null, to: number) => ended("failed", from, to);

/** In as many inserts as there are lists. */
async function tell(...inserts: readonly (readonly Said[])[]) {
  for (const rows of inserts) await served.store.writer.insert("event_rows", rows);
}

function ask(sql: string, parameters = {}) {
  return served.store.people.query(sql, parameters, ANY);
}

describe("the view runs", () => {
  const shown = (outcome: string, from: number | null, to: number | null, size: string | null) => ({
    ...{ outcome, size_bytes: size, started_at: from === null ? null : plain(from) },
    finished_at: to === null ? null : plain(to),
  });
  const plain = (minutes: number) => at(minutes).replace("T", " ").replace("Z", "");

  test.each([
    ["a run of which no end was heard", [started(1)], shown("running", 1, null, null)],
    ["a success", [started(1), succeeded(1, 9)], shown("succeeded", 1, 9, "5")],
    [
      "a success that starts before midnight",
      [started(-9), succeeded(-9, 9)],
      shown("succeeded", -9, 9, "5"),
    ],
    ["a failure", [started(1), failed(1, 9)], shown("failed", 1, 9, null)],
    [
      "a failure that does not say its start",
      [started(1), failed(null, 9)],
      shown("failed", 1, 9, null),
    ],
    ["such a failure after midnight", [started(-9), failed(null, 9)], shown("failed", -9, 9, null)],
    ["a success after a failure", [failed(1, 4), succeeded(1, 9)], shown("succeeded", 1, 9, "5")],
    [
      "a success that a later failure contradicts",
      [succeeded(1, 4), failed(1, 9)],
      shown("failed", 1, 9, null),
    ],
    [
      "two successes, of which the first stands",
      [succeeded(1, 4), succeeded(1, 9, 7)],
      shown("succeeded", 1, 4, "5"),
    ],
  ])("shows as one row, whatever came first or twice, %s", async (name, events, row) => {
    const orders = fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length });
    const cuts = fc.integer({ min: 0, max: 2 * events.length });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(orders, cuts, async (order, cut) => {
        const run_id = `${name} ${runs++}`;
        const told = order.map((said) => ({ ...said, run_id }));
        await tell(told.slice(0, cut), told.slice(cut));
        const sql = `SELECT outcome, size_bytes, started_at, finished_at FROM runs
          WHERE series_id = 'a' AND run_id = {run_id:String}`;
        expect(await ask(sql, { run_id })).toEqual([row]);
      }),
      { numRuns: 6 },
    );
  });

  test.each([
    ["starts", [started(-1), succeeded(1, 9)], shown("succeeded", 1, 9, "5")],
    ["starts, the later first", [started(1), succeeded(-1, 9)], shown("succeeded", -1, 9, "5")],
    [
      "starts, hours apart",
      [started(-300), succeeded(300, 390)],
      shown("succeeded", 300, 390, "5"),
    ],
    [
      "starts, days apart",
      [started(300), succeeded(-9_000, 9)],
      shown("succeeded", -9_000, 9, "5"),
    ],
    ["starts without an end", [started(300), started(-300)], shown("running", -300, null, null)],
    [
      "failures, hours apart",
      [started(-300), failed(-300, -200), succeeded(300, 390)],
      shown("succeeded", 300, 390, "5"),
    ],
    [
      "a success and a later failure",
      [succeeded(-300, -200), failed(300, 390)],
      shown("failed", -300, 390, null),
    ],
    [
      "successes, hours apart",
      [succeeded(-300, -200), succeeded(300, 390, 7)],
      shown("succeeded", -300, -200, "5"),
    ],
    ["failures", [failed(-1, 4), succeeded(1, 9)], shown("succeeded", 1, 9, "5")],
    ["successes", [succeeded(-1, 4), succeeded(1, 9)], shown("succeeded", -1, 4, "5")],
  ])("shows as one row a run with two days of %s", async (name, events, row) => {
    for (const [index, order] of [events, events.toReversed()].entries()) {
      const run_id = `two days of ${name} ${index}`;
      await tell(...order.map((said) => [{ ...said, run_id }]));
      const sql = `SELECT outcome, size_bytes, started_at, finished_at FROM runs
        WHERE series_id = 'a' AND run_id = {run_id:String}`;
      expect(await ask(sql, { run_id })).toEqual([row]);
    }
  });

  test("has what was stored, and the day of the start to ask by", async () => {
    await tell([{ ...succeeded(-9, 9, 8), run_id: "stored" }]);
    const by = "FROM runs_by_day WHERE run_id = 'stored'";
    expect(await ask(`SELECT day, stored_bytes, tenant ${by}`)).toEqual([
      { day: "2026-11-19", stored_bytes: "4", tenant: "acme" },
    ]);
    expect(await ask(`SELECT stored_bytes, tenant ${by.replace("_by_day", "")}`)).toEqual([
      { stored_bytes: "4", tenant: "acme" },
    ]);
  });
});

describe("the views of copies", () => {
  const seen = (id: string, minutes: number, said: Said = {}) => ({
    ...event(id, "copy.observed", { time: at(minutes), size_bytes: "7" }),
    ...{ copy_role: "duplicate", copy_vault: "dc2", copy_uri: "u", series_id: "copied", ...said },
  });
  const sql = `SELECT vault, size_bytes, toUnixTimestamp64Milli(observed_at) AS ms,
    locked_until IS NULL AS open FROM vault_copies WHERE series_id = 'copied'`;

  test("show a copy as it was last seen on a day, whatever came first or twice", async () => {
    const last = seen("b", 9, { size_bytes: "8", locked_until: at(99) });
    await tell([last], [seen("a", 1), last], [seen("a", 1)]);
    const ms = `${MIDNIGHT_MS + 9 * MINUTE_MS}`;
    const row = { vault: "dc2", size_bytes: "8", ms, open: 0 };
    expect(await ask(sql)).toEqual([row]);
  });

  test("show a removal once, on its day", async () => {
    const gone = { ...seen("c", 20), type: "vigie.copy.removed.v1", size_bytes: null };
    await tell([gone], [gone]);
    const removals = "SELECT day, role FROM copy_removals WHERE series_id = 'copied'";
    expect(await ask(removals)).toEqual([{ day: "2026-11-20", role: "duplicate" }]);
    expect(await ask(sql)).toHaveLength(1);
  });
});

describe("the views of collectors and of the intake", () => {
  const beat = (id: string, minutes: number, partition = 0) => ({
    ...{ id, source: "/c", type: "vigie.collector.heartbeat.v1", time: at(minutes) },
    ...{ received_time: at(minutes + 1), log_partition: partition, log_offset: minutes },
    body: `{"id":"\u0001","data":{"collector":"sql","watermark":"${at(minutes)}"}}`,
  });

  test("have the greatest watermark, by the hour and at all", async () => {
    await tell([beat("2", 50), beat("1", 40)], [beat("1", 40), beat("1", 40, 1)], [beat("3", 70)]);
    const hours =
      "SELECT toHour(hour) AS hour, toMinute(watermark) AS at FROM heartbeats ORDER BY hour";
    expect(await ask(hours)).toEqual([
      { hour: 0, at: 50 },
      { hour: 1, at: 10 },
    ]);
    const all =
      "SELECT collector, toMinute(watermark) AS at, toMinute(heard_at) AS heard FROM collectors";
    expect(await ask(all)).toEqual([{ collector: "sql", at: 10, heard: 11 }]);
  });

  test("count records as the log does, however often they come", async () => {
    const told = [0, 1, 2, 3].map((minutes) => beat(`i${minutes}`, 600 + minutes));
    await tell(told, told.slice(2), told.slice(0, 1));
    const intake = "SELECT records, delay_ms_max FROM intake WHERE toHour(at) = 10";
    expect(await ask(intake)).toEqual([{ records: "4", delay_ms_max: `${MINUTE_MS}` }]);
  });
});

test("what was stored before is taken over", async () => {
  // A process has one store at a time.
  await served.close();
  served = await openServedStore(clickhouseMigrations().filter(({ name }) => name < "0014"));
  const { writer } = served.store;
  const body = `{"data":{"copy":{"lockedUntil":"${at(99)}"}}}`;
  const copy = { copy_uri: "u", size_bytes: "7", body };
  await tell([
    ...[started(1), succeeded(1, 9)],
    event("copy", "copy.observed", { time: at(12), ...copy }),
  ]);
  await migrateStore(writer, clickhouseMigrations());
  const sql = `SELECT (SELECT count() FROM runs) AS runs, toMinute(locked_until) AS until,
    (SELECT sum(events) FROM delay_rows WHERE of = 'type') AS delays,
    (SELECT sum(events) FROM delay_rows WHERE of = 'source') AS sources
    FROM vault_copies`;
  const takenOver = [{ runs: "1", until: 39, delays: "3", sources: "3" }];
  expect(await ask(sql)).toEqual(takenOver);
  // As after a kill before a migration was recorded.
  const forgotten =
    "ALTER TABLE migrations DELETE WHERE name >= '0014' SETTINGS mutations_sync = 1";
  await writer.command(forgotten);
  await migrateStore(writer, clickhouseMigrations());
  expect(await ask(sql)).toEqual(takenOver);
});
