import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refreshBaselines } from "../../analyzers/baselines/refresh-baselines.ts";
import type { PanelAsked } from "../../dashboards/panels/panel-parameters.ts";
import { PANELS } from "../../dashboards/panels/panels.ts";
import { readPanel } from "../../dashboards/panels/read-panel.ts";
import { seriesId } from "../../schemas/series.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";
import { HOUR_MS, NOON_MS } from "./board-rows.ts";
import * as estate from "./series-rows.ts";

const DAY_MS = 24 * HOUR_MS;
const MONTH = { fromMs: NOON_MS - 40 * DAY_MS, toMs: NOON_MS };
const ONE = { ...MONTH, seriesId: estate.dailyId };

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
  const { writer, verdicts } = served.store;
  await estate.insertSeriesRows(writer);
  await refreshBaselines(verdicts, { policies: [], nowMs: NOON_MS, sinceMs: 0 });
}, 60_000);
afterAll(() => served.close());

async function ask(name: string, asked: PanelAsked = {}) {
  const panel = PANELS.find((known) => known.name === name);
  if (!panel) throw new Error(`There is no panel ${name}`);
  const ground = { nowMs: NOON_MS, zone: "Europe/Paris" };
  return (await readPanel(served.store.people, panel, asked, ground)).rows;
}

describe("panels of one series", () => {
  test("list: worst first, by words of the search, page by page", async () => {
    const all = await ask("series/list");
    expect(all.map(({ asset }) => asset)).toEqual([
      "DeskDb",
      "VisitorDb",
      "MeetingDb",
      "visitor-web-01",
    ]);
    expect(all[1]).toMatchObject({ critical: 1, warnings: 0, proof: "proven" });
    expect(all[2]).toMatchObject({ state: "late", critical: 0, proof: null, proofAt: null });
    expect((await ask("series/list", { search: "VISITOR paris web" })).length).toBe(1);
    expect(await ask("series/list", { limit: 1, offset: 2 })).toEqual([all[2]]);
    expect((await ask("series/list", { states: ["late"] })).length).toBe(1);
  });

  test("identity: what is promised, what is open, and what is proven", async () => {
    const [row] = await ask("series/identity", { seriesId: estate.dailyId });
    expect(row).toMatchObject({
      ...{ asset: "VisitorDb", state: "filled", critical: 1, warnings: 0 },
      ...{ expectedCopies: ["primary", "duplicate"], keep: 14 * 86_400, rto: 4 * 3_600 },
      ...{ lastProof: "proven", lastProvenAt: estate.goodProof.finishedAt },
    });
    const [never] = await ask("series/identity", { seriesId: seriesId(estate.unproven) });
    expect(never).toMatchObject({ lastProof: null, lastProofAt: null, lastProvenAt: null });
  });

  test("sizes: a run of half its size is below its band", async () => {
    const rows = await ask("series/sizes", ONE);
    expect(rows.length).toBe(30);
    const [last, before] = rows as { size: number; low: number; high: number }[];
    expect(last?.size).toBeLessThan(last?.low ?? 0);
    expect(before?.size).toBeGreaterThan(before?.low ?? Number.POSITIVE_INFINITY);
    expect(before?.size).toBeLessThan(before?.high ?? 0);
    expect((await ask("series/sizes", { ...ONE, fromMs: NOON_MS - DAY_MS })).length).toBe(1);
  });

  test("durations and compression: of each run", async () => {
    const [run] = await ask("series/durations", ONE);
    expect(run).toMatchObject({ runId: estate.lastRunId, duration: 1_800, throughput: 22_222_222 });
    expect((await ask("series/compression", ONE))[0]).toMatchObject({ ratio: 0.25 });
  });

  test("findings: open ones, and those of the span", async () => {
    const rows = await ask("series/findings", ONE);
    expect(rows.map(({ kind }) => kind)).toEqual(["undersized", "late"]);
    expect(rows[0]).toMatchObject({
      ...{ severity: "critical", resolvedAt: null, runId: estate.lastRunId },
      summaryFr: estate.undersized.summary.fr,
    });
    const lastDay = await ask("series/findings", { ...ONE, fromMs: NOON_MS - DAY_MS });
    expect(lastDay.map(({ kind }) => kind)).toEqual(["undersized"]);
  });

  test("copies: whether primary and duplicate agree, and what is gone", async () => {
    const rows = await ask("series/copies", ONE);
    expect(rows.length).toBe(59);
    expect(rows.slice(0, 5).map(({ role, agreement }) => [role, agreement])).toEqual([
      ["primary", "alone"],
      ["primary", "different"],
      ["duplicate", "different"],
      ["primary", "same"],
      ["duplicate", "same"],
    ]);
    expect(rows.at(-2)).toMatchObject({
      role: "primary",
      agreement: null,
      goneAt: expect.any(String),
    });
    expect(rows.at(-1)).toMatchObject({ role: "duplicate", agreement: "alone", goneAt: null });
    expect(rows[0]).toMatchObject({ encrypted: true, storedAs: "STANDARD", vault: "dc1" });
  });

  test("runs and proofs: paged", async () => {
    expect((await ask("series/runs", { ...ONE, limit: 2 })).map(({ runId }) => runId)).toEqual([
      "run-30",
      "run-29",
    ]);
    expect((await ask("series/runs", { ...ONE, limit: 2, offset: 29 })).length).toBe(1);
    const proofs = await ask("series/proofs", { seriesId: seriesId(estate.broken) });
    expect(proofs).toMatchObject([
      { outcome: "failed", level: "exists", saidEn: estate.failedProof.checks[1]?.reason.en },
    ]);
    expect((await ask("series/proofs", ONE))[0]).toMatchObject({ saidEn: null, restore: 41.8 });
  });

  test("nothing of a series is told to another tenant", async () => {
    for (const { name } of PANELS.filter((panel) => panel.name.startsWith("series/")))
      expect(await ask(name, { ...ONE, tenants: ["globex"] }), name).toEqual(
        name === "series/list" ? [expect.objectContaining({ tenant: "globex" })] : [],
      );
  });
});

describe("panels of the proofs", () => {
  test("coverage: what is promised and proven, failed, overdue or never proven", async () => {
    const rows = await ask("proofs/coverage");
    const of = (tenant: string, policy: string) =>
      rows.find((row) => row["tenant"] === tenant && row["policy"] === policy);
    expect(of("acme", "saas-sql-daily")).toMatchObject({
      promised: 2,
      proven: 1,
      overdue: 1,
      share: 0.5,
    });
    expect(of("globex", "saas-sql-daily")).toMatchObject({ promised: 1, never: 1, share: 0 });
    expect(of("acme", "saas-vm-daily")).toMatchObject({ promised: 1, failed: 1, share: 0 });
  });

  test("due: which series do not keep their promise", async () => {
    const rows = await ask("proofs/due");
    expect(rows.map(({ asset, standing }) => [asset, standing])).toEqual([
      ["visitor-web-01", "failed"],
      ["DeskDb", "overdue"],
      ["MeetingDb", "never"],
    ]);
    expect((await ask("proofs/due", { sites: ["lyon"] })).length).toBe(1);
  });

  test("verdicts: by day of the zone", async () => {
    const days = await ask("proofs/verdicts", MONTH);
    expect(days.length).toBe(41);
    expect(days.filter(({ proven }) => proven !== 0)).toEqual([
      { day: "2026-10-31", proven: 1, failed: 0, unproven: 0 },
      { day: "2026-11-20", proven: 1, failed: 1, unproven: 0 },
    ]);
    const ofLyon = await ask("proofs/verdicts", { ...MONTH, sites: ["lyon"] });
    expect(ofLyon.filter(({ proven, failed }) => proven !== 0 || failed !== 0)).toEqual([]);
  });

  test("restore-times: the slowest against its RTO first", async () => {
    const rows = await ask("proofs/restore-times", MONTH);
    expect(rows.map(({ asset, restore, rto }) => [asset, restore, rto])).toEqual([
      ["DeskDb", 20_000, 14_400],
      ["VisitorDb", 41.8, 14_400],
    ]);
  });

  test("expiring: whose last proven copy is about to go", async () => {
    const [row] = await ask("proofs/expiring");
    expect(row).toMatchObject({ asset: "DeskDb", purgeBy: expect.any(String), removedAt: null });
  });

  test("latest and failures: what the first bad check said", async () => {
    const rows = await ask("proofs/latest", MONTH);
    expect(rows.map(({ outcome }) => outcome)).toEqual(["failed", "proven", "proven"]);
    expect(await ask("proofs/latest", { ...MONTH, states: ["failed"] })).toEqual([rows[0]]);
    expect(await ask("proofs/failures", MONTH)).toEqual([rows[0]]);
    expect(rows[0]).toMatchObject({
      asset: "visitor-web-01",
      level: "exists",
      saidFr: expect.stringContaining("60ae"),
    });
  });
});
