import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { forgetMirrored } from "../../alerts/mirror/forget-mirrored.ts";
import { PAGE_MIRROR } from "../../alerts/mirror/page-mirror.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Store } from "../../platform/store/store.ts";
import { seriesId } from "../../schemas/series.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const MINUTE_MS = 60_000;
const ANY = z.record(z.string(), z.unknown());

let served: ServedStore;
let world: Awaited<ReturnType<typeof openAlertsWorld>>;
let inserts = 0;
let isGone = false;
/** Of the real store, which may be gone. */
let mirror: Store;
beforeAll(async () => {
  served = await openServedStore();
  const { writer } = served.store;
  mirror = {
    ...writer,
    insert: async (table, rows) => {
      if (isGone) throw new OperatingError("Cannot reach the store", { retryable: false });
      inserts += 1;
      await writer.insert(table, rows);
    },
  };
});
afterAll(() => served.close());
beforeEach(async () => {
  for (const table of ["incident_rows", "page_rows"])
    await served.store.writer.command(`TRUNCATE TABLE ${table}`);
  inserts = 0;
  isGone = false;
  world = await openAlertsWorld();
});
afterEach(() => world.close());

const missing = aFinding();
const failed = aFinding({ kind: "failed", severity: "warning", series: null });
const incidents = () =>
  served.store.people.query(
    `SELECT kind, severity, status, tenant, site, series_id, findings_count, open_count,
       resolved_at IS NULL AS open FROM incidents ORDER BY kind`,
    {},
    ANY,
  );
const pages = () =>
  served.store.people.query(
    `SELECT reason, tenant, attempts, sent_at IS NOT NULL AS sent FROM pages
     WHERE pager = 'on-call' ORDER BY reason, tenant`,
    {},
    ANY,
  );
const about = { tenant: "acme", site: "paris", series_id: seriesId(VISITOR_DB) };
const nobody = { tenant: "", site: "", series_id: "" };

test("the store has each incident and each page as it stands, with whom it is about", async () => {
  const alerts = await world.start({ mirror });
  await world.say(missing, failed);
  await world.pass(MINUTE_MS);
  const counts = { findings_count: 1, open_count: 1, open: 1, status: "open" };
  expect(await incidents()).toEqual([
    { kind: "failed", severity: "warning", ...nobody, ...counts },
    { kind: "missing", severity: "critical", ...about, ...counts },
  ]);
  expect(await pages()).toEqual([
    { reason: "opened", tenant: "", attempts: 1, sent: 1 },
    { reason: "opened", tenant: "acme", attempts: 1, sent: 1 },
  ]);
  await world.say(resolvedOf(missing));
  await world.pass(MINUTE_MS);
  expect(await incidents()).toMatchObject([{}, { kind: "missing", status: "resolved", open: 0 }]);
  await alerts.stop();
});

test("an incident that a common cause leads has what its series share as its cause, and is its tenant's", async () => {
  const alerts = await world.start({ mirror });
  const cause = { tenant: "acme", site: "paris", instance: "par-sql-03" };
  const common = aFinding({ series: null, slot: null, evidence: { cause, first: [missing.id] } });
  const late = aFinding({ kind: "late", parent: common.id, severity: "warning" });
  const silent = { series: null, slot: null, collector: "eyes" };
  const over = resolvedOf(missing);
  await world.say(missing, common, late, over, aFinding({ ...silent, kind: "collector-silent" }));
  await world.pass(MINUTE_MS);
  const rows = await served.store.people.query(
    "SELECT kind, tenant, series_id, cause, own_kind, own_cause FROM incidents ORDER BY kind",
    {},
    ANY,
  );
  const nobodys = { tenant: "", own_kind: "", own_cause: "" };
  const own = { own_kind: "late", own_cause: '["runs","acme","production","site","paris"]' };
  const shared = '["runs","acme","paris","instance","par-sql-03"]';
  expect(rows).toEqual([
    {
      ...{ kind: "collector-silent", series_id: "", cause: '["vigie","collector","eyes"]' },
      ...nobodys,
    },
    { kind: "missing", tenant: "acme", series_id: "", cause: shared, ...own },
  ]);
  await alerts.stop();
});

test("what did not change is not told again, also after a start", async () => {
  const alerts = await world.start({ mirror });
  await world.say(missing);
  await world.pass(MINUTE_MS);
  const told = inserts;
  await world.pass(10 * MINUTE_MS);
  await alerts.stop();
  const again = await world.start({ mirror });
  await world.pass(10 * MINUTE_MS);
  expect(inserts).toBe(told);
  await again.stop();
});

test("a store that is gone holds up no page, and is told when it is back", async () => {
  const alerts = await world.start({ mirror });
  isGone = true;
  await world.say(missing);
  await world.pass(5 * MINUTE_MS);
  expect(world.told()).toEqual(["opened missing"]);
  expect(await incidents()).toEqual([]);
  expect(world.lines.filter(({ msg }) => /Boards learn/.test(msg))).toHaveLength(1);
  isGone = false;
  await world.pass(MINUTE_MS);
  expect(await incidents()).toHaveLength(1);
  await alerts.stop();
});

test("a store that lost its rows, or was made anew, is told all again at a start", async () => {
  const alerts = await world.start({ mirror });
  await world.say(missing, failed);
  await world.pass(MINUTE_MS);
  await alerts.stop();
  await served.store.writer.command("TRUNCATE TABLE incident_rows");
  const again = await world.start({ mirror });
  await world.pass(MINUTE_MS);
  expect(await incidents()).toHaveLength(2);
  await again.stop();
});

test("a store that has what the state lost as it went back shows it no more, and is told once", async () => {
  const gone = { id: "of a later state", version: 7, opened_at: 0, asked_at: 0 };
  await served.store.writer.insert("incident_rows", [gone]);
  const alerts = await world.start({ mirror });
  await world.say(missing);
  await world.pass(MINUTE_MS);
  expect(await incidents()).toMatchObject([{ kind: "missing" }]);
  await alerts.stop();
  const told = inserts;
  const again = await world.start({ mirror });
  await world.pass(MINUTE_MS);
  expect(inserts).toBe(told);
  await again.stop();
});

test("a state that went back shows an incident as it is there, not as it was later", async () => {
  const alerts = await world.start({ mirror });
  await world.say(missing);
  await world.pass(MINUTE_MS);
  await alerts.stop();
  const write = (text: string) => served.store.writer.command(text);
  await write(`INSERT INTO incident_rows SELECT * REPLACE (version + 5 AS version,
    'resolved' AS status, now64(3) AS resolved_at) FROM incident_rows`);
  expect(await incidents()).toMatchObject([{ status: "resolved" }]);
  const again = await world.start({ mirror });
  await world.pass(MINUTE_MS);
  expect(await incidents()).toMatchObject([{ status: "open", open: 1 }]);
  await world.say(resolvedOf(missing));
  await world.pass(MINUTE_MS);
  expect(await incidents()).toMatchObject([{ status: "resolved", open: 0 }]);
  await again.stop();
});

test("more pages than one transaction takes are forgotten range by range", async () => {
  await (await world.start({ mirror })).stop();
  const PAGES = 4_500;
  await world.state.transact(async ({ run }) => {
    for (let at = 0; at < PAGES; at++)
      await run(
        `INSERT INTO outbox (dedup_key, pager, number, reason, severity, payload, created_at_ms,
           next_attempt_at_ms, mirrored) VALUES (?, 'p', 1, 'opened', 'info', '{}', 0, 0, 3)`,
        `key-${at}`,
      );
  });
  await forgetMirrored(world.state, PAGE_MIRROR);
  const sql = "SELECT count(*) AS remaining FROM outbox WHERE mirrored > 0";
  expect(await world.state.transact(({ all }) => all(sql))).toEqual([{ remaining: 0 }]);
});

test("rows that were written and not marked, as at a kill, come again and are shown once", async () => {
  const alerts = await world.start({ mirror });
  await world.say(missing);
  await world.pass(MINUTE_MS);
  await alerts.stop();
  await world.state.transact(({ run }) => run("UPDATE outbox SET mirrored = 0"));
  const before = await pages();
  const again = await world.start({ mirror });
  await world.pass(MINUTE_MS);
  expect(await pages()).toEqual(before);
  await again.stop();
});

test("a storm is told in bounded batches, all of it", async () => {
  const alerts = await world.start({ mirror });
  const sites = Array.from({ length: 150 }, (_, at) => `site-${at}`);
  await world.say(
    ...sites.map((site) =>
      aFinding({ slot: null, kind: "missing", id: hexOf(site), series: { ...VISITOR_DB, site } }),
    ),
  );
  await world.pass(5 * MINUTE_MS);
  expect(await incidents()).toHaveLength(sites.length);
  await alerts.stop();
});

const hexOf = (text: string) => Buffer.from(text.padEnd(16)).toString("hex").slice(0, 32);
