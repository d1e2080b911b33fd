import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isUnseen } from "../../alerts/incident.ts";
import { measureDelays } from "../../app/handover/measure-delays.ts";
import { toDecisionRow } from "../../ingest/writer/to-decision-row.ts";
import { toFindingRow } from "../../ingest/writer/to-finding-row.ts";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import { decisionSchema } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { findingOf, HOUR_MS, NOON_MS, series, stateOf } from "./board-rows.ts";
import { idOf, incidentAt, pages, toIncidentRow } from "./incident-rows.ts";
import { openPanelGround } from "./panel-ground.ts";

const DAY_MS = 24 * HOUR_MS;
const incidents = Array.from({ length: 120 }, (_, index) => incidentAt(index));
const findings = incidents.flatMap((incident) => incident.findings);
const dayOf = (instant: string) =>
  new Intl.DateTimeFormat("sv", { timeZone: "Europe/Paris" }).format(new Date(instant));

/** Two runs that were found stuck long after they were due, of which one says since when. */
const STUCK = { tenants: ["initech"] };
const stuck = [{}, { stuckAt: instantToJson(NOON_MS - DAY_MS - 60_000) }].map((evidence, index) =>
  findingOf(series({ tenant: "initech", asset: `Stuck_${index}` }), {
    ...{ kind: "stuck", openedAt: instantToJson(NOON_MS - DAY_MS), evidence },
    slot: instantToJson(NOON_MS - 2 * DAY_MS),
  }),
);

/** Of so long ago that its day could take the place of a newer one. */
const old = findingOf(series({ tenant: "initech", asset: "OldDb" }), {
  ...{ kind: "missing", openedAt: instantToJson(NOON_MS - 500 * DAY_MS) },
});

let ground: Awaited<ReturnType<typeof openPanelGround>>;
beforeAll(async () => {
  ground = await openPanelGround();
  await ground.insert("incident_rows", incidents.map(toIncidentRow));
  await ground.insert("page_rows", pages);
  const record = (value: object) => ({ value: JSON.stringify(value) });
  await ground.insert(
    "finding_rows",
    [...findings, ...stuck, old].map((finding) => toFindingRow(finding, record(finding))),
  );
  await ground.insert("series_state_rows", [toSeriesStateRow(stateOf(series({ asset: "Db_1" })))]);
  await ground.insert("decision_rows", ["1", "2"].map(falseAlarm));
}, 60_000);
afterAll(() => ground[Symbol.asyncDispose]());

/** Of the same finding, however often it is said. */
function falseAlarm(digit: string) {
  const finding = findingOf(series(), { id: idOf("false") });
  const said = {
    kind: "false-alarm",
    id: `3f9a51c8-0000-4000-8000-00000000000${digit}`,
    time: instantToJson(NOON_MS - 2 * HOUR_MS),
    author: "Ada",
    reason: "planned",
    finding: { id: finding.id, kind: finding.kind, series: finding.series, runId: null },
  };
  const value = JSON.stringify(said);
  return toDecisionRow(decisionSchema.parse(said), { value });
}

describe("the panels of incidents", () => {
  test("count those that stand open, and those that resolved unseen", async () => {
    const { rows } = await ground.ask("incidents/standing");
    const expected = (standing: string) =>
      incidents.filter((one) => (standing === "unseen" ? isUnseen(one) : one.status === standing))
        .length;
    const counted = Map.groupBy(rows, (row) => row["standing"]);
    for (const standing of ["open", "acknowledged", "unseen"]) {
      const sum = counted
        .get(standing)
        ?.reduce((total, row) => total + Number(row["incidents"]), 0);
      expect(sum, standing).toBe(expected(standing));
    }
  });

  test("count by kind and by cause what the incidents say, for one tenant as for all", async () => {
    const opened = async (asked: object) => {
      const kinds = (await ground.ask("incidents/by-kind", asked)).rows;
      const causes = (await ground.ask("incidents/by-cause", asked)).rows;
      return [
        kinds.reduce((total, row) => total + Number(row["opened"]), 0),
        causes.reduce((total, row) => total + Number(row["incidents"]), 0),
      ];
    };
    const ofGlobex = incidents.filter(({ findings: [one] }) => one?.series?.tenant === "globex");
    expect(await opened({})).toEqual([120, 120]);
    expect(await opened({ tenants: ["globex"] })).toEqual([ofGlobex.length, ofGlobex.length]);
    const [cause] = (await ground.ask("incidents/by-cause")).rows;
    expect(cause).toMatchObject({ family: "runs", place_kind: "site" });
  });

  test("measure acknowledgement day by day as the handover does", async () => {
    const { rows } = await ground.ask("incidents/acknowledging");
    expect(rows.length).toBeGreaterThan(4);
    for (const { day, acknowledged, median_seconds } of rows) {
      const ofDay = incidents.filter(
        ({ acknowledgedAt }) => acknowledgedAt !== null && dayOf(acknowledgedAt) === day,
      );
      const { acknowledge } = measureDelays(ofDay, { sinceMs: 0, untilMs: NOON_MS });
      expect([acknowledged, median_seconds], String(day)).toEqual([
        acknowledge?.count,
        (acknowledge?.medianMs ?? 0) / 1_000,
      ]);
    }
  });

  test("measure detection day by day as the handover does, and nine of ten", async () => {
    const { rows } = await ground.ask("incidents/detecting", { tenants: ["acme", "globex"] });
    const missing = incidents.filter(({ kind }) => kind === "missing");
    expect(rows.length).toBeGreaterThan(4);
    for (const { day, findings: count, median_seconds, p90_seconds } of rows) {
      const ofDay = missing.filter(({ openedAt }) => dayOf(openedAt) === day);
      const { detect } = measureDelays(ofDay, { sinceMs: 0, untilMs: NOON_MS });
      const medianMs = detect?.medianMs ?? Number.NaN;
      expect([count, median_seconds], String(day)).toEqual([detect?.count, medianMs / 1_000]);
      expect(p90_seconds).toBeGreaterThanOrEqual(Number(median_seconds));
      expect(p90_seconds).toBeLessThanOrEqual((detect?.longestMs ?? 0) / 1_000);
    }
  });

  test("measure how long a stuck run took to detect only by a deadline that is said", async () => {
    const { rows } = await ground.ask("incidents/detecting", STUCK);
    expect(rows).toEqual([{ day: "2026-11-19", findings: 1, median_seconds: 60, p90_seconds: 60 }]);
  });

  test("tell of the newest days of a range too long to tell of", async () => {
    const whole = (await ground.ask("incidents/detecting", { ...STUCK, fromMs: 0 })).rows;
    expect(whole.map(({ day }) => day)).toEqual(["2026-11-19"]);
  });

  test("tell of each pager what was sent, given up, waits, and fell back on whom", async () => {
    const { rows } = await ground.ask("incidents/pages", { tenants: ["acme"] });
    expect(rows).toEqual([
      expect.objectContaining({ pager: "noc", written: 4, sent: 2, failed: 1, waiting: 1 }),
      expect.objectContaining({ pager: "sms", written: 1, sent: 1, fell_back: 0, stood_in: 1 }),
    ]);
    expect(rows[0]).toMatchObject({ fell_back: 1, stood_in: 0 });
  });

  test("set false alarms against what was sent, each finding once", async () => {
    const { rows } = await ground.ask("incidents/false-alarms");
    expect(rows).toEqual([{ week: "2026-11-16", false_alarms: 1, pages: 1, per_page: 1 }]);
    const quiet = await ground.ask("incidents/false-alarms", {
      tenants: ["acme"],
      toMs: NOON_MS - 90 * 60_000,
    });
    expect(quiet.rows).toEqual([{ week: "2026-11-16", false_alarms: 1, pages: 0, per_page: null }]);
  });
});

describe("the list of incidents", () => {
  test("begins with what nobody has in hand, and goes on page by page", async () => {
    const all = (await ground.ask("incidents/list", { limit: 100 })).rows;
    const rest = (await ground.ask("incidents/list", { limit: 100, offset: 100 })).rows;
    const order = ["open", "unseen", "acknowledged", "resolved"];
    const ranks = [...all, ...rest].map(({ standing }) => order.indexOf(String(standing)));
    expect(ranks).toHaveLength(120);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(new Set([...all, ...rest].map(({ id }) => id)).size).toBe(120);
  });

  test("is asked by standing, series and words, also of the series", async () => {
    const unseen = (await ground.ask("incidents/list", { states: ["unseen"], limit: 100 })).rows;
    expect(unseen.map(({ id }) => id).toSorted()).toEqual(
      incidents
        .filter(isUnseen)
        .map(({ id }) => id)
        .toSorted(),
    );
    const found = (await ground.ask("incidents/list", { search: "db_1", limit: 100 })).rows;
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ asset }) => asset))).toEqual(new Set(["Db_1"]));
  });

  test("names what the series of a common cause share, and finds it by that", async () => {
    const cause = JSON.stringify(["runs", "acme", "paris", "instance", "par-sql-99"]);
    const row = toIncidentRow({ ...incidentAt(1), id: idOf("common"), findings: [] });
    await ground.insert("incident_rows", [{ ...row, cause }]);
    const asked = { search: "par-sql-99", limit: 100 };
    expect((await ground.ask("incidents/list", asked)).rows).toMatchObject([
      { id: idOf("common"), tenant: "", asset: "", place: "par-sql-99" },
    ]);
    const [ofSeries] = (await ground.ask("incidents/list", { tenants: ["acme"] })).rows;
    expect(ofSeries).toMatchObject({ place: "" });
  });

  test("leaves out what resolved before the time", async () => {
    const { rows } = await ground.ask("incidents/list", {
      fromMs: NOON_MS,
      toMs: NOON_MS + DAY_MS,
    });
    expect(rows.filter(({ standing }) => standing === "open").length).toBeGreaterThan(0);
    const early = rows.filter(
      ({ resolved_at }) => resolved_at !== null && Date.parse(String(resolved_at)) < NOON_MS,
    );
    expect(early).toEqual([]);
  });
});

test("a stage that has written nothing is nowhere, and not on time", async () => {
  const { rows } = await ground.ask("pipeline/stages");
  expect(rows.filter(({ last_at }) => last_at === null)).toEqual([
    { stage: "received", last_at: null, behind_seconds: null },
    { stage: "verified", last_at: null, behind_seconds: null },
  ]);
});
