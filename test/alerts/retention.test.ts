import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { alertsSchema } from "../../schemas/alerts.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RETENTION = { incidentsMs: 6 * HOUR_MS, messagesMs: 3 * HOUR_MS };
const PACE = { retention: RETENTION, pollEveryMs: MINUTE_MS };
const OF_INCIDENTS = ["told", "incident_changes", "incident_findings", "incident_acts", "outbox"];

let served: ServedStore;
let mirror: Store;
let inserts = 0;
let isGone = false;
let world: Awaited<ReturnType<typeof openAlertsWorld>>;
beforeAll(async () => {
  served = await openServedStore();
  mirror = {
    ...served.store.writer,
    insert: async (...rows) => {
      if (isGone) throw new OperatingError("Cannot reach the store", { retryable: false });
      inserts += 1;
      await served.store.writer.insert(...rows);
    },
  };
});
afterAll(() => served.close());
beforeEach(async () => {
  for (const table of ["incident_rows", "page_rows"])
    await served.store.writer.command(`TRUNCATE TABLE ${table}`);
  inserts = 0;
  isGone = false;
  world = await openAlertsWorld({}, [], { digest: { at: "06:30", zone: "UTC" } });
});
afterEach(() => world.close());

const missing = aFinding();
const other = aFinding({ slot: null, series: { ...VISITOR_DB, site: "lyon" } });
const failed = aFinding({ kind: "failed", severity: "warning" });
const [ACT, SHORT, LONG, END] = [1, 2, 3, 4].map(
  (number) => `00000000-0000-4000-8000-00000000000${number}`,
) as [string, string, string, string];
const act = { id: ACT, author: "ana", reason: "seen", time: "2026-11-17T06:10:00Z" } as const;
const acknowledged = { ...act, kind: "acknowledge", incident: "0".repeat(32) } as const;

async function countIn(table: string, where = "1 = 1"): Promise<number> {
  const sql = `SELECT count(*) AS n FROM ${table} WHERE ${where}`;
  const [row] = await world.state.transact(({ all }) => all(sql));
  return z.object({ n: z.coerce.number() }).parse(row).n;
}

const shown = async (table: string) => {
  const sql = `SELECT count() AS n FROM ${table}`;
  const [row] = await served.store.people.query(sql, {}, z.object({ n: z.coerce.number() }));
  return row?.n;
};

test("of what is over the messages go first, then all; what is open stays", async () => {
  const alerts = await world.start(PACE);
  await world.say(missing, other);
  await world.pass(2 * HOUR_MS);
  await world.say(resolvedOf(missing));
  await world.pass(MINUTE_MS);
  const identity = await world.state.transact(({ all }) =>
    all("SELECT id FROM incidents WHERE status = 'resolved'"),
  );
  const id = String(identity[0]?.["id"]);
  const ofIt = `incident = '${id}'`;
  expect(await countIn("outbox", `${ofIt} AND pager = 'on-call'`)).toBe(2);
  await world.pass(4 * HOUR_MS);
  expect(await countIn("outbox", `${ofIt} AND pager = 'on-call'`)).toBe(1);
  expect(await countIn("told", ofIt)).toBe(0);
  expect(await countIn("incident_changes", ofIt)).toBe(2);
  expect(await countIn("outbox", `NOT ${ofIt} AND pager = 'on-call'`)).toBe(2);
  await world.pass(4 * HOUR_MS);
  for (const table of OF_INCIDENTS) expect(await countIn(table, ofIt), table).toBe(0);
  expect(await countIn("incidents")).toBe(1);
  await world.say(resolvedOf(other));
  await world.pass(MINUTE_MS);
  expect(world.told().at(-1)).toBe("resolved missing");
  expect(new Set(world.dedupKeys()).size).toBe(world.dedupKeys().length);
  await alerts.stop();
});

test("what comes back after its messages went is told, under keys that were never used", async () => {
  const retention = { ...RETENTION, incidentsMs: 48 * HOUR_MS };
  const alerts = await world.start({ ...PACE, retention });
  const RETURNS = 3;
  for (let at = 0; at < RETURNS; at += 1) {
    await world.say({ ...missing, version: 2 * at + 1 });
    await world.pass(HOUR_MS);
    await world.say({ ...resolvedOf(missing), version: 2 * at + 2 });
    await world.pass(5 * HOUR_MS);
    expect(await countIn("outbox", "pager = 'on-call'")).toBe(1);
  }
  const told = Array.from({ length: RETURNS }, () => ["opened missing", "resolved missing"]);
  expect(world.told()).toEqual(told.flat());
  expect(new Set(world.dedupKeys()).size).toBe(2 * RETURNS);
  await alerts.stop();
});

test("a message about several goes when nothing that is told of in it is left", async () => {
  const alerts = await world.start(PACE);
  await world.say(failed);
  await world.pass(HOUR_MS);
  expect(world.messages()).toEqual(["digest of 1: failed"]);
  await world.pass(7 * HOUR_MS);
  expect(await countIn("outbox", "reason = 'digest'")).toBe(1);
  await world.say(resolvedOf(failed));
  await world.pass(HOUR_MS);
  expect(await countIn("outbox", "reason = 'digest'")).toBe(0);
  expect(world.messages()).toEqual(["digest of 1: failed"]);
  await alerts.stop();
});

test("what people said of nothing that is known, and silences that are over, go too", async () => {
  const alerts = await world.start(PACE);
  const silence = { ...act, kind: "silence", match: {} } as const;
  const [short, long] = ["2026-11-17T06:30:00Z", "2026-11-18T06:30:00Z"];
  await world.decide(acknowledged, { ...silence, id: SHORT, until: short });
  await world.decide({ ...silence, id: LONG, until: long });
  await world.decide({ ...act, kind: "end-silence", id: END, silence: SHORT });
  await world.pass(HOUR_MS);
  expect(await countIn("incident_acts")).toBe(1);
  expect(await countIn("silences")).toBe(2);
  await world.pass(7 * HOUR_MS);
  expect(await countIn("incident_acts")).toBe(0);
  expect(await countIn("silences", `id = '${SHORT}'`)).toBe(0);
  expect(await countIn("silences", `id = '${LONG}'`)).toBe(1);
  expect(await countIn("silence_ends")).toBe(0);
  await alerts.stop();
});

test("boards keep what the state let go, and the store is not told all again for it", async () => {
  const alerts = await world.start({ ...PACE, mirror });
  await world.say(missing, other);
  await world.pass(HOUR_MS);
  await world.say(resolvedOf(missing));
  await world.pass(8 * HOUR_MS);
  expect(await countIn("incidents")).toBe(1);
  expect(await shown("incidents")).toBe(2);
  const pages = await shown("pages");
  expect(pages).toBeGreaterThan(await countIn("outbox"));
  await alerts.stop();
  const told = inserts;
  const again = await world.start({ ...PACE, mirror });
  await world.pass(10 * MINUTE_MS);
  expect(inserts).toBe(told);
  expect(await shown("pages")).toBe(pages);
  await again.stop();
  await served.store.writer.command("TRUNCATE TABLE incident_rows");
  for (const shownThen of [1, 1]) {
    const anew = await world.start({ ...PACE, mirror });
    await world.pass(10 * MINUTE_MS);
    expect(await shown("incidents")).toBe(shownThen);
    await anew.stop();
  }
  const toldAnew = inserts;
  expect(toldAnew).toBe(told + 1);
});

test("what the state let go stays in the store though it seems to differ, as after a kill", async () => {
  const alerts = await world.start({ ...PACE, mirror });
  await world.say(missing, other);
  await world.pass(HOUR_MS);
  await world.say(resolvedOf(missing));
  await world.pass(8 * HOUR_MS);
  expect(await countIn("incidents")).toBe(1);
  await alerts.stop();
  const all = async () => [await shown("incidents"), await shown("pages")];
  const before = await all();
  const change = (sql: string) => world.state.transact(({ run }) => run(sql));
  // Told and not marked, as by a kill between; and a store that differs for good.
  await change(
    "UPDATE outbox SET mirrored = 0 WHERE dedup_key = (SELECT min(dedup_key) FROM outbox)",
  );
  const killed = await world.start({ ...PACE, mirror });
  await world.pass(10 * MINUTE_MS);
  expect(await all()).toEqual(before);
  await killed.stop();
  await change("DELETE FROM mirrors");
  for (const _ of ["differs", "was settled"]) {
    const anew = await world.start({ ...PACE, mirror });
    await world.pass(10 * MINUTE_MS);
    expect(await all()).toEqual(before);
    await anew.stop();
  }
  const told = inserts;
  const last = await world.start({ ...PACE, mirror });
  await world.pass(10 * MINUTE_MS);
  expect([await all(), inserts]).toEqual([before, told]);
  await last.stop();
});

test("nothing goes before the store has heard how it ended", async () => {
  const alerts = await world.start({ ...PACE, mirror });
  await world.say(missing);
  await world.pass(HOUR_MS);
  isGone = true;
  await world.say(resolvedOf(missing));
  await world.pass(10 * HOUR_MS);
  expect(await countIn("incidents")).toBe(1);
  isGone = false;
  await world.pass(2 * HOUR_MS);
  expect(await countIn("incidents")).toBe(0);
  const sql = "SELECT status FROM incidents";
  const rows = await served.store.people.query(sql, {}, z.object({ status: z.string() }));
  expect(rows).toEqual([{ status: "resolved" }]);
  await alerts.stop();
});

test("many go in transactions of a hundred, and in a round no more than ten of them", async () => {
  const removed: number[] = [];
  const counting: StateStore = {
    ...world.state,
    transact: (work, options) =>
      world.state.transact((is) => {
        let count = 0;
        const run: typeof is.run = async (sql, ...values) => {
          if (sql.startsWith("DELETE FROM incidents")) count += 1;
          return is.run(sql, ...values);
        };
        return work({ all: is.all, run }).finally(() => count > 0 && removed.push(count));
      }, options),
  };
  await (await world.start(PACE)).stop();
  const INCIDENTS = 1_050;
  await world.state.transact(async ({ run }) => {
    for (let at = 0; at < INCIDENTS; at++)
      await run(
        `INSERT INTO incidents (id, kind, severity, status, opened_at, resolved_at)
         VALUES (?, 'missing', 'critical', 'resolved', ?, ?)`,
        ...[`incident-${at}`, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"],
      );
  });
  const alerts = await world.start({ ...PACE, state: counting });
  await world.pass(MINUTE_MS);
  expect(removed).toEqual(Array.from({ length: 10 }, () => 100));
  await world.pass(HOUR_MS);
  expect(removed).toHaveLength(11);
  expect(await countIn("incidents")).toBe(0);
  await alerts.stop();
});

test.each([
  [{ messages: "401d" }, "must be at most what `incidents` says"],
  [{ messages: "7d" }, "must be at least 8d"],
  [{ incidents: "29d" }, "must be at least 30d"],
])("keep %j is refused", (keep, fault) => {
  const parsed = alertsSchema.safeParse({ keep });
  expect(parsed.error?.issues.map(({ message }) => message)).toContain(fault);
});
