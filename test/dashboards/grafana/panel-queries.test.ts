import { VariableType } from "@grafana/grafana-foundation-sdk/dashboard";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { BOARDS } from "../../../dashboards/grafana/boards.ts";
import { createVariable } from "../../../dashboards/grafana/create-variable.ts";
import { expandMacros } from "../../../dashboards/grafana/expand-macros.ts";
import { toSeriesStateRow } from "../../../ingest/writer/to-series-state-row.ts";
import { openServedStore, type ServedStore } from "../../platform/open-served-store.ts";
import { NOON_MS, series, stateOf } from "../board-rows.ts";
import * as estate from "../series-rows.ts";
import { CHOICES, everyQuestion } from "./ask-as-grafana.ts";
import { expectColumns } from "./column-types.ts";
import { type Chosen, interpolate } from "./interpolate.ts";

const answerSchema = z.object({
  meta: z.array(z.object({ name: z.string(), type: z.string() })),
  data: z.array(z.array(z.unknown())),
});

/** Names that somebody gave his tenants. */
const NAMES = [
  "acme",
  "o'hara\\'",
  "a,b",
  "{a}",
  `$__fromTime and \${tenant}`,
  "100 %, 50%25",
  "' OR 1 = 1 --",
  "\\",
  "\u202eréseau 🗼",
  "x".repeat(10_000),
];

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
  const { writer } = served.store;
  await estate.insertSeriesRows(writer);
  const states = NAMES.map((tenant) => stateOf(series({ tenant, asset: "Quoted" })));
  await writer.insert("series_state_rows", states.map(toSeriesStateRow));
}, 60_000);
afterAll(() => served.close());

async function ask(sql: string) {
  const { status, text } = await served.ask(sql, { search: { default_format: "JSONCompact" } });
  expect(status, `${text}\n${sql}`).toBe(200);
  return answerSchema.parse(JSON.parse(text));
}

/** The slow test of Grafana's own library asks for one of each too. */
const questions = everyQuestion().filter(({ choice }) => choice === "all");

test.each(questions)("$panel.name has its columns, of types that fit", async ({ panel, sql }) => {
  expectColumns(panel, (await ask(sql)).meta);
});

/** What is offered is asked alike on most boards. */
const offered = new Map(
  BOARDS.flatMap(({ variables }) =>
    variables
      .map((variable) => createVariable(variable, variables, "en"))
      .filter(({ type }) => type === VariableType.Query)
      .map(({ name, query }) => [`${query}`, name] as const),
  ),
);

const named = [...offered].map(([query, name]) => [name, query] as const);

test.each(named)("%s is offered with its text", async (_, query) => {
  for (const [choice, chosen] of Object.entries(CHOICES)) {
    const { meta, data } = await ask(interpolate(query, chosen));
    expect(meta.map(({ name }) => name)).toEqual(["value", "text"]);
    expect(data.length, choice).toBeGreaterThan(0);
  }
});

describe("a name that is chosen", () => {
  const sql = expandMacros(
    {
      sql: `SELECT {tenants:Array(String)} AS names, {search:String} AS sought,
        (SELECT groupArray(tenant) FROM series_states
          WHERE asset = 'Quoted' AND has({tenants:Array(String)}, tenant)) AS found`,
      rowsMax: 1,
    },
    ["tenant", "search"],
  );
  const values = "SELECT encodeURLComponent(tenant), tenant FROM series_states";
  const asked = (tenant: Chosen, search = "") => ask(interpolate(sql, { tenant, search }));

  test.each(NAMES)("is that name alone: %j", async (name) => {
    const options = (await ask(values)).data;
    const value = options.find(([, text]) => text === name)?.[0];
    const [row] = (await asked([`${value}`], name)).data;
    expect(row).toEqual([[name], name, [name]]);
  });

  test("is one of several", async () => {
    const options = (await ask(values)).data;
    const all = NAMES.map((name) => `${options.find(([, text]) => text === name)?.[0]}`);
    expect((await asked(all)).data[0]?.[0]).toEqual(NAMES);
  });

  test.each([{ all: "{}" }, [], ""])("is none where all are chosen, as %j", async (all) => {
    expect((await asked(all)).data[0]?.[0]).toEqual([]);
  });

  test.each(NAMES)("harms nothing where the address has it unencoded: %j", async (name) => {
    const [row] = (await asked([name])).data;
    expect(row).toHaveLength(3);
  });

  test("would end the text by Grafana's own quotes", async () => {
    const naive = `SELECT [\${tenant:singlequote}] AS names`;
    const { status } = await served.ask(interpolate(naive, { tenant: ["\\' OR 1 = 1 --"] }));
    expect(status, "no injection found: the names are broken").not.toBe(200);
  });
});

describe("the zone", () => {
  const sql = expandMacros(
    {
      sql: "SELECT toString(toDate(fromUnixTimestamp64Milli({toMs:Int64}), {zone:String}))",
      rowsMax: 1,
    },
    [],
  );

  test.each([
    ["Pacific/Auckland", "2026-11-21"],
    ["Europe/Paris", "2026-11-20"],
    ["utc", "2026-11-20"],
    ["browser", "2026-11-20"],
    ["", "2026-11-20"],
  ])("%j cuts days", async (zone, day) => {
    const chosen = { __timezone: zone, __from: 0, __to: NOON_MS };
    expect((await ask(interpolate(sql, chosen))).data).toEqual([[day]]);
  });
});
