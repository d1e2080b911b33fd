import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ANSWER_KINDS } from "../../dashboards/panels/column-kinds.ts";
import type { Panel } from "../../dashboards/panels/panel.ts";
import { PANELS } from "../../dashboards/panels/panels.ts";
import { type PanelAnswer, readPanel } from "../../dashboards/panels/read-panel.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { seriesId } from "../../schemas/series.ts";
import { HOUR_MS, NOON_MS } from "./board-rows.ts";
import { type BoardWorld, openBoardWorld } from "./board-world.ts";
import { incidentAt, pages, toIncidentRow } from "./incident-rows.ts";
import { dailyId, insertSeriesRows } from "./series-rows.ts";
import * as estate from "./small-estate.ts";

const GROUND = { nowMs: NOON_MS, zone: "Europe/Paris" };

/** What they tell of takes a store of its own, which their own tests fill. */
const FILLED_ELSEWHERE: ReadonlySet<string> = new Set([
  "copies/mismatches",
  "incidents/list",
  "incidents/people",
  "proofs/claims",
]);

let world: BoardWorld;
beforeAll(async () => {
  world = await openBoardWorld(createSimulatedClock(NOON_MS));
  await world.insert(estate);
  await insertSeriesRows(world.writer);
  await world.writer.insert("incident_rows", [0, 1, 2, 3].map(incidentAt).map(toIncidentRow));
  await world.writer.insert("page_rows", [...pages]);
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

describe.each(PANELS.map((panel) => [panel.name, panel] as const))("panel %s", (_, panel) => {
  test.each([
    ["everything", {}],
    ["one of each", { tenants: ["acme"], environments: ["production"], sites: ["paris"] }],
    ["a series", { seriesId: seriesId(estate.vm), search: "Db" }],
  ])("answers of %s with the columns that it promises", async (_asked, asked) => {
    const { rows } = await readPanel(world.store, panel, asked, GROUND);
    for (const row of rows)
      for (const [name, { is, nullable }] of Object.entries(panel.columns)) {
        if (nullable && row[name] === null) continue;
        expect(ANSWER_KINDS[is].safeParse(row[name]), `${name} of ${panel.name}`).toMatchObject({
          success: true,
        });
      }
  });

  test("has something to tell, and tells a tenant nothing of it that is another's", async () => {
    if (panel.isWhole || FILLED_ELSEWHERE.has(panel.name)) return;
    const fromMs = NOON_MS - 40 * 24 * HOUR_MS;
    const asked = { fromMs, ...(panel.takes.includes("seriesId") && { seriesId: dailyId }) };
    const told = async (tenants: readonly string[]) =>
      says(panel, (await readPanel(world.store, panel, { ...asked, tenants }, GROUND)).rows);
    expect(await told(["acme"]), "the wall hides nothing here").not.toEqual(await told(["nobody"]));
    expect(await told(["nobody"])).toBe(false);
  });

  test("says in both languages what it shows", () => {
    const said = [panel.title, panel.help, ...Object.values(panel.columns).map((c) => c.title)];
    expect(said.filter(({ en, fr }) => en === "" || fr === "")).toEqual([]);
  });
});

/** Whether rows say anything: a count of nothing on some day does not. */
function says({ columns }: Panel, rows: PanelAnswer["rows"]): boolean {
  const silent: readonly unknown[] = [0, null, "", false];
  const telling = Object.keys(columns).filter((name) => columns[name]?.is !== "day");
  return rows.some((row) => telling.some((name) => !silent.includes(row[name])));
}

test("each panel has a name of its own", () => {
  expect(new Set(PANELS.map(({ name }) => name)).size).toBe(PANELS.length);
});

/** Drawn as a whole, the newest or the worst of it: nobody goes on to another page. */
const CHARTS: readonly string[] = [
  "fleet/slots-by-day",
  "series/compression",
  "series/durations",
  "series/sizes",
];

test("each panel whose rows are limited goes on after them, but for charts", () => {
  const limited = PANELS.filter(({ takes }) => takes.includes("rowsMax"));
  const ending = limited.filter(({ takes }) => !takes.includes("rowsBefore"));
  expect(ending.map(({ name }) => name).toSorted()).toEqual(CHARTS);
});
