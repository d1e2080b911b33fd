import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readContext } from "../../alerts/context/read-context.ts";
import { withContext } from "../../alerts/context/with-context.ts";
import type { Message, Pager } from "../../alerts/pager.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import { policySchema } from "../../schemas/policy.ts";
import { seriesId } from "../../schemas/series.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aSummary, aTelling } from "./a-telling.ts";

const ID = seriesId(VISITOR_DB);
const POLICY = policySchema.parse({
  ...{ name: "sql", match: { tenant: "*" }, schedule: { every: "24h" } },
  ...{ contact: "backups on call", runbook: "https://wiki.example.com/backups" },
});

let served: ServedStore;
let store: Store;
beforeAll(async () => {
  served = await openServedStore();
  store = served.store.people;
});
afterAll(() => served.close());
beforeEach(async () => {
  for (const table of ["event_rows", "finding_rows", "proof_rows"])
    await served.store.writer.command(`TRUNCATE TABLE ${table}`);
});

const COLUMNS = {
  ...{ tenant: VISITOR_DB.tenant, environment: VISITOR_DB.environment },
  ...{ product: VISITOR_DB.product, site: VISITOR_DB.site, asset_kind: VISITOR_DB.assetKind },
  ...{ instance: VISITOR_DB.instance, asset: VISITOR_DB.asset },
  ...{ backup_type: VISITOR_DB.backupType, series_id: ID },
};

let offset = 0;
function event(type: string, time: string, changes: Readonly<Record<string, unknown>> = {}) {
  offset += 1;
  const about = { ...COLUMNS, source: "/jobs", id: `e${offset}`, type, time, received_time: time };
  const place = { run_id: "", body: "{}", log_partition: 0, log_offset: offset };
  return served.store.writer.insert("event_rows", [{ ...about, ...place, ...changes }]);
}

function expected(time: string, data: object, changes: Readonly<Record<string, unknown>> = {}) {
  return event("vigie.asset.expected.v1", time, { body: JSON.stringify({ data }), ...changes });
}

async function succeeded(runId: string, day: string) {
  const [time, finished_at] = [`${day} 00:15:00`, `${day} 00:14:00`];
  await event("vigie.backup.succeeded.v1", time, { run_id: runId, finished_at });
  const copy = { run_id: runId, copy_uri: `file:///${runId}`, copy_vault: "dc1" };
  await event("vigie.copy.observed.v1", `${day} 00:20:00`, copy);
}

function proven(runId: string, level: string, outcome = "proven") {
  const [started_at, finished_at] = ["2026-11-17 06:00:00", "2026-11-17 06:10:00"];
  const about = { id: `p-${runId}`, tenant: "acme", series_id: ID, run_id: runId, copy_uri: "" };
  const row = { ...about, copy_vault: "dc1", wanted: level, level, outcome, failure: "" };
  const rest = { started_at, finished_at, hash: "", previous: "", body: "{}" };
  return served.store.writer.insert("proof_rows", [{ ...row, ...rest }]);
}

const read = (runId: string | null = null, policies = [POLICY]) =>
  readContext(VISITOR_DB, runId, { store, policies, signal: AbortSignal.timeout(10_000) });

test("of a series that nobody has said anything of, nothing is known", async () => {
  const none = { owner: null, criticality: null, contact: null, runbook: null, lastGood: null };
  expect(await read(null, [])).toEqual(none);
});

test("the closest word counts, then the latest, and what it leaves out is looked for further", async () => {
  const tenant = { series_id: "", environment: "", product: "", site: "", asset_kind: "" };
  const all = { ...tenant, instance: "", asset: "", backup_type: "" };
  await expected("2026-11-03 00:00:00", { owner: "Hosting", criticality: "medium" }, all);
  await expected("2026-11-01 00:00:00", { owner: "First", runbook: "https://wiki/old" });
  await expected("2026-11-02 00:00:00", { owner: "Visitor team" });
  await expected("2026-11-04 00:00:00", { owner: "Another" }, { ...all, tenant: "globex" });
  expect(await read()).toMatchObject({
    ...{ owner: "Visitor team", criticality: "medium", runbook: "https://wiki/old" },
    contact: "backups on call",
  });
});

test("a policy's runbook serves where nothing was said of the asset", async () => {
  expect(await read()).toMatchObject({ runbook: "https://wiki.example.com/backups", owner: null });
});

test("the last good point is the newest that was restored, not the newest", async () => {
  for (const [run, day] of [
    ["r1", "2026-11-15"],
    ["r2", "2026-11-16"],
    ["r3", "2026-11-17"],
  ] as const)
    await succeeded(run, day);
  await proven("r1", "right");
  await proven("r2", "sound");
  await proven("r3", "restored", "failed");
  const lastGood = { runId: "r1", finishedAt: "2026-11-15T00:14:00Z", proven: true };
  expect((await read()).lastGood).toEqual(lastGood);
});

test("a proven point whose copies are gone is no point", async () => {
  await succeeded("r1", "2026-11-15");
  await succeeded("r2", "2026-11-16");
  await proven("r1", "right");
  const gone = { run_id: "r1", copy_uri: "file:///r1", copy_vault: "dc1" };
  await event("vigie.copy.removed.v1", "2026-11-16 12:00:00", gone);
  expect((await read()).lastGood).toMatchObject({ runId: "r2", proven: false });
});

test("where none was restored it is the newest success that nothing is told of", async () => {
  await succeeded("r1", "2026-11-15");
  await succeeded("r2", "2026-11-16");
  await succeeded("r3", "2026-11-17");
  const finding = { id: "f", version: 1, kind: "undersized", severity: "critical", tenant: "acme" };
  const place = { series_id: ID, run_id: "r2", copy_uri: "", collector: "", body: "{}" };
  const opened_at = "2026-11-16 01:00:00";
  await served.store.writer.insert("finding_rows", [{ ...finding, ...place, opened_at }]);
  expect((await read("r3")).lastGood).toMatchObject({ runId: "r1", proven: false });
});

function pager() {
  const sent: Message[] = [];
  const one: Pager = {
    ...{ name: "noc", severities: ["critical"] },
    send: async (message) => {
      sent.push(message);
      return { sent: true };
    },
  };
  return { one, sent };
}

const logger = createLogger({ level: "silent", destination: process.stderr });

test("a telling is told with what is known, a summary as it is", async () => {
  const { one, sent } = pager();
  const told = withContext(one, { store, policies: [POLICY], logger, timeoutMs: 10_000 });
  expect(await told.send(aTelling({ context: null }))).toEqual({ sent: true });
  await told.send(aSummary());
  expect(sent[0]).toMatchObject({ context: { contact: "backups on call" } });
  expect(sent[1]).toEqual(aSummary());
});

test.each([
  ["does not answer", () => new Promise<never>(() => {})],
  ["fails", () => Promise.reject(new OperatingError("Cannot reach it", { retryable: true }))],
])("where the store %s people are told without", async (_, query) => {
  const { one, sent } = pager();
  const broken: Store = { ...store, query };
  const told = withContext(one, { store: broken, policies: [POLICY], logger, timeoutMs: 50 });
  expect(await told.send(aTelling({ context: null }))).toEqual({ sent: true });
  expect(sent).toMatchObject([{ context: null }]);
});
