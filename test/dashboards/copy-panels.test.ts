import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toFindingRow } from "../../ingest/writer/to-finding-row.ts";
import { toProofRow } from "../../ingest/writer/to-proof-row.ts";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { seriesId } from "../../schemas/series.ts";
import { makeEvent, makeHeartbeat } from "../ingest/make-event.ts";
import { findingOf, HOUR_MS, NOON_MS, proofOf, series, stateOf } from "./board-rows.ts";
import { openPanelGround } from "./panel-ground.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = 24 * HOUR_MS;
const KEPT_MS = 14 * 24 * HOUR_MS;
const visitor = series();
const meeting = series({ asset: "MeetingDb", product: "meeting", site: "lyon" });
const foreign = series({ tenant: "globex" });
const lockedOnce = series({ asset: "LockDb", site: "lille" });
const ago = (hours: number) => instantToJson(NOON_MS - hours * HOUR_MS);

type Seen = { readonly of: object; readonly runId: string; readonly vault: string };

/** A copy of 1,000 bytes that was seen so many minutes after one o'clock at night. */
function seen({ of, runId, vault }: Seen, minutes: number, differing: object = {}) {
  const at = instantToJson(NOON_MS - 11 * HOUR_MS + minutes * MINUTE_MS);
  const copy = {
    role: vault === "dc1" ? "primary" : "duplicate",
    uri: `s3://${vault}/${JSON.stringify(of)}/${runId}`,
    ...{ vault, sizeBytes: 1_000, observedAt: at },
    ...differing,
  };
  const type = "vigie.copy.observed.v1";
  const id = `${type} ${copy.uri} ${minutes}`;
  return makeEvent({ id, type, source: `/vaults/${vault}`, time: at }, { series: of, runId, copy });
}

function removed({ of, runId, vault }: Seen, minutes: number) {
  const at = instantToJson(NOON_MS - 11 * HOUR_MS + minutes * MINUTE_MS);
  const uri = `s3://${vault}/${JSON.stringify(of)}/${runId}`;
  const role = vault === "dc1" ? "primary" : "duplicate";
  const type = "vigie.copy.removed.v1";
  const copy = { role, vault, uri, removedAt: at };
  const attributes = { id: `${type} ${uri}`, type, source: `/vaults/${vault}`, time: at };
  return makeEvent(attributes, { series: of, runId, copy });
}

/** A run that ended so long before its retention of 14 days would be over. */
function ended(runId: string, hoursLeft: number) {
  const finishedAtMs = NOON_MS - KEPT_MS + hoursLeft * HOUR_MS;
  const at = instantToJson(finishedAtMs);
  const startedAt = instantToJson(finishedAtMs - 10 * MINUTE_MS);
  return makeEvent({ id: runId, time: at }, { runId, startedAt, finishedAt: at });
}

function expected(id: string, part: object, said: object) {
  const event = makeEvent({ id, type: "vigie.asset.expected.v1", source: "/cmdb" });
  return { ...event, data: { series: part, since: ago(24), ...said } };
}

const overdue = findingOf(visitor, {
  kind: "purge-overdue",
  severity: "warning",
  copy: { role: "duplicate", vault: "dc2", uri: "s3://dc2/old" },
  evidence: { copies: 3, purgeBy: ago(30) },
});
const findings: readonly Finding[] = [
  overdue,
  findingOf(visitor, { kind: "copy-missing", evidence: { role: "duplicate" } }),
  findingOf(meeting, { kind: "copy-missing", evidence: { role: "primary" } }),
  findingOf(visitor, {
    kind: "copy-checksum-mismatch",
    copy: { role: "duplicate", vault: "dc2", uri: "s3://dc2/other" },
  }),
  findingOf(meeting, {
    kind: "copy-late",
    copy: { role: "duplicate", vault: "dc2", uri: "s3://dc2/late" },
    resolvedAt: ago(1),
    resolution: "the copy is there",
  }),
  findingOf(null, { kind: "copy-missing", evidence: { members: 2, open: 2 } }),
];

let ground: Awaited<ReturnType<typeof openPanelGround>>;
beforeAll(async () => {
  ground = await openPanelGround();
  const lock = { lockedUntil: instantToJson(NOON_MS + 30 * HOUR_MS) };
  await ground.send([
    seen({ of: visitor, runId: "1", vault: "dc1" }, 10),
    seen({ of: visitor, runId: "1", vault: "dc2" }, 40, lock),
    seen({ of: meeting, runId: "2", vault: "dc1" }, 20),
    seen({ of: meeting, runId: "2", vault: "dc2" }, 30, { sizeBytes: "9007199254740993" }),
    seen({ of: foreign, runId: "3", vault: "dc1" }, 5),
    seen({ of: foreign, runId: "3", vault: "dc2" }, 6),
    removed({ of: foreign, runId: "3", vault: "dc2" }, 60),
    ended("ends soon", 3),
    ended("ends later", 48),
    seen({ of: visitor, runId: "ends soon", vault: "dc1" }, 50),
    seen({ of: visitor, runId: "ends later", vault: "dc1" }, 51),
    expected("1", { tenant: "acme" }, { owner: "dba", runbook: "call the DBA" }),
    expected("2", { tenant: "acme", asset: "VisitorDb" }, { runbook: "see the wiki" }),
    expected("3", { tenant: "globex" }, { owner: "nobody of acme" }),
    ...["long", "gone", "unlocked", "longer"].map((runId) =>
      seen({ of: lockedOnce, runId, vault: "vault-l" }, -100 * DAY_MINUTES, lock),
    ),
    seen({ of: lockedOnce, runId: "ended", vault: "vault-l" }, -100 * DAY_MINUTES, {
      lockedUntil: ago(1),
    }),
    removed({ of: lockedOnce, runId: "gone", vault: "vault-l" }, -50 * DAY_MINUTES),
    seen({ of: lockedOnce, runId: "unlocked", vault: "vault-l" }, -50 * DAY_MINUTES),
    seen({ of: lockedOnce, runId: "longer", vault: "vault-l" }, -50 * DAY_MINUTES, {
      lockedUntil: ago(-90 * 24),
    }),
    makeHeartbeat({ id: "1", source: "/vaults", time: ago(3) }, { watermark: ago(3) }),
  ]);
  const record = (value: object) => ({ value: JSON.stringify(value) });
  await ground.insert(
    "finding_rows",
    findings.map((finding) => toFindingRow(finding, record(finding))),
  );
  const proofs = [
    proofOf(visitor, { read: { bytes: 700, sha256: "0".repeat(64) } }),
    proofOf(meeting, { read: { bytes: 300, sha256: "0".repeat(64) } }),
    proofOf(foreign),
  ];
  await ground.insert(
    "proof_rows",
    proofs.map((proof) => toProofRow(proof, record(proof))),
  );
  const state = { ...toSeriesStateRow(stateOf(visitor)), keep_ms: KEPT_MS };
  await ground.insert("series_state_rows", [state, toSeriesStateRow(stateOf(meeting))]);
}, 60_000);
afterAll(() => ground[Symbol.asyncDispose]());

describe("the panels of copies", () => {
  test("count duplicates that are there, and what was found of duplicates alone", async () => {
    const { rows } = await ground.ask("copies/duplicates");
    expect(rows).toEqual([
      {
        ...{ tenant: "acme", vault: "dc2", present: 2, missing: 0, late: 1, lost: 0 },
        ...{ differing: 1, unverified: 0 },
      },
      expect.objectContaining({ tenant: "acme", vault: "", present: 0, missing: 1 }),
    ]);
  });

  test("measure the lag of runs that have both copies", async () => {
    const { rows } = await ground.ask("copies/lag", { tenants: ["acme"] });
    expect(rows).toEqual([
      { day: "2026-11-20", runs: 2, median_seconds: 20 * 60, p95_seconds: 29 * 60 },
    ]);
  });

  test("sum what vaults hold without what was removed, beyond 2^53 exactly", async () => {
    const { rows } = await ground.ask("copies/vaults");
    const held = rows.map(({ vault, tenant, copies, bytes }) => [vault, tenant, copies, bytes]);
    expect(held).toEqual([
      ["dc2", "acme", 2, "9007199254741993"],
      ["dc1", "acme", 4, 4_000],
      ["dc1", "globex", 1, 1_000],
    ]);
  });

  test("list what is wrong now with the sentence of the finding", async () => {
    const { rows } = await ground.ask("copies/mismatches", { sites: ["paris"] });
    expect(rows.map(({ kind, vault }) => [kind, vault])).toEqual(
      expect.arrayContaining([
        ["copy-missing", ""],
        ["copy-checksum-mismatch", "dc2"],
      ]),
    );
    expect(rows).toHaveLength(2);
    const all = (await ground.ask("copies/mismatches")).rows;
    expect(all.map(({ asset }) => asset).toSorted()).toEqual([
      "MeetingDb",
      "VisitorDb",
      "VisitorDb",
    ]);
    expect(rows[0]?.["summary_fr"]).toContain("Aucune bonne sauvegarde");
  });

  test("go on page by page", async () => {
    const all = (await ground.ask("copies/vaults")).rows;
    const next = await ground.ask("copies/vaults", { limit: 2, offset: 2 });
    expect(next.rows).toEqual(all.slice(2, 4));
  });

  test("sum what verifications read, a copy whose bytes were not read not counted", async () => {
    const { rows } = await ground.ask("copies/rereads");
    expect(rows).toEqual([{ day: "2026-11-20", vault: "dc1", copies: 2, bytes: 1_000 }]);
    const some = await ground.ask("copies/rereads", { products: ["meeting"] });
    expect(some.rows).toEqual([{ day: "2026-11-20", vault: "dc1", copies: 1, bytes: 300 }]);
  });

  test("foretell locks that end, and purges that are due and overdue", async () => {
    const locks = (await ground.ask("copies/locks")).rows;
    const ending = { ends_on: "2026-11-21", copies: 1, bytes: 1_000 };
    expect(locks).toMatchObject([
      { ...ending, vault: "dc2" },
      { ...ending, vault: "vault-l" },
    ]);
    expect((await ground.ask("copies/locks", { limit: 1, offset: 1 })).rows).toEqual([locks[1]]);
    const purges = (await ground.ask("copies/purges")).rows;
    expect(purges).toEqual([
      {
        ...{ tenant: "acme", vault: "dc2", due_copies: 0, due_bytes: 0 },
        ...{ overdue_copies: 3, overdue_since: ago(30) },
      },
      {
        ...{ tenant: "acme", vault: "dc1", due_copies: 1, due_bytes: 1_000 },
        ...{ overdue_copies: 0, overdue_since: null },
      },
    ]);
  });
});

test("the owner and runbook of a series are those of the word that names most of it", async () => {
  const asked = { seriesId: seriesId(visitor) };
  const { rows } = await ground.ask("incidents/people", asked);
  expect(rows).toEqual([{ owner: "dba", criticality: "", runbook: "see the wiki" }]);
  expect((await ground.ask("incidents/people", { ...asked, tenants: ["globex"] })).rows).toEqual(
    [],
  );
});

describe("the panels of the pipeline", () => {
  test("say how far each stage and each collector is", async () => {
    const { rows } = await ground.ask("pipeline/stages");
    expect(rows.map(({ stage, behind_seconds }) => [stage, behind_seconds])).toEqual([
      ["received", 0],
      ["analysed", 10 * 3_600],
      ["found", 4 * 3_600],
      ["verified", 5 * 3_600],
    ]);
    const collectors = (await ground.ask("pipeline/watermarks")).rows;
    expect(collectors).toMatchObject([
      { collector: "sqlserver", watermark: ago(3), behind_seconds: 3 * 3_600, silent_seconds: 0 },
    ]);
  });

  test("count what came in by what it says and who said it, and how late", async () => {
    const types = (await ground.ask("pipeline/types")).rows;
    expect(types[0]).toMatchObject({ type: "vigie.copy.observed.v1", events: 15 });
    const sources = (await ground.ask("pipeline/sources", { search: "DC2" })).rows;
    expect(sources).toMatchObject([{ source: "/vaults/dc2", events: 4 }]);
    const [minute] = (await ground.ask("pipeline/lag", { fromMs: NOON_MS - HOUR_MS })).rows;
    expect(minute).toMatchObject({ at: instantToJson(NOON_MS), events: 23 });
    const intake = (await ground.ask("pipeline/intake", { fromMs: NOON_MS - HOUR_MS })).rows;
    expect(intake).toMatchObject([{ step_at: instantToJson(NOON_MS) }]);
    const quarter = { fromMs: NOON_MS - 90 * DAY_MS };
    const [day] = (await ground.ask("pipeline/intake", quarter)).rows;
    expect(day).toMatchObject({ step_at: "2026-11-20T00:00:00Z" });
    const longAgo = { fromMs: NOON_MS + 40 * DAY_MS, toMs: NOON_MS + 41 * DAY_MS };
    const [silent] = (await ground.ask("pipeline/sources", { ...longAgo, search: "DC2" })).rows;
    expect(silent).toMatchObject({ events: 0, quiet_seconds: 41 * 86_400, lag_p95_seconds: null });
    const tables = (await ground.ask("pipeline/tables")).rows;
    expect(tables.find(({ table_name }) => table_name === "proofs")?.["rows_held"]).toBe(3);
  });
});
