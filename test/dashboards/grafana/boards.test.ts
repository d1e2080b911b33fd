import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { BOARDS } from "../../../dashboards/grafana/boards.ts";
import { renderBoards } from "../../../dashboards/grafana/render-boards.ts";
import { PANELS } from "../../../dashboards/panels/panels.ts";
import { VARIABLES_OF_GRAFANA } from "./grafana-variables.ts";

const JSON_FOLDER = new URL("../../../dashboards/grafana/json/", import.meta.url);
const COLUMNS = 24;
/** Its name in braces, its format, or its name without. */
const VARIABLE = /\$(?:\{(\w+)(?:\.[^:}]+)?(?::(\w+))?\}|(\w+))/g;
/** Asked of by the built-in board alone: Grafana has variables for names, and lists series once. */
const NOT_IN_GRAFANA = ["fleet/names", "fleet/series"];

const propertySchema = z.object({ id: z.string(), value: z.unknown().optional() });
const panelSchema = z.object({
  id: z.int().positive(),
  type: z.enum(["stat", "table", "timeseries", "barchart"]),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: z.object({ type: z.string(), uid: z.enum(["vigie-store", "vigie-metrics"]) }),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int().positive(), h: z.int().positive() }),
  targets: z
    .array(
      z.object({
        refId: z.string(),
        rawSql: z.string().optional(),
        expr: z.string().optional(),
      }),
    )
    .length(1),
  transformations: z.array(z.object({ id: z.string(), options: z.unknown() })).default([]),
  fieldConfig: z.object({
    overrides: z.array(
      z.object({
        matcher: z.object({ id: z.string(), options: z.string() }),
        properties: z.array(propertySchema),
      }),
    ),
  }),
});
const boardSchema = z.object({
  uid: z.string().max(40),
  title: z.string().min(1),
  tags: z.array(z.string()),
  schemaVersion: z.int(),
  refresh: z.literal("30s"),
  timezone: z.literal("browser"),
  templating: z.object({
    list: z
      .array(z.object({ name: z.string(), type: z.string(), allValue: z.string().optional() }))
      .optional(),
  }),
  links: z.array(z.object({ type: z.literal("dashboards"), tags: z.array(z.string()) })),
  panels: z.array(panelSchema),
});

const texts = renderBoards();
const boards = [...texts].map(([path, text]) => ({
  path,
  text,
  board: boardSchema.parse(JSON.parse(text)),
}));
const uids = new Set(boards.map(({ board }) => board.uid));

test("the files are those that `npm run boards` writes", () => {
  const kept = readdirSync(JSON_FOLDER, { recursive: true, encoding: "utf8" });
  const files = kept.filter((path) => path.endsWith(".json")).toSorted();
  expect(files).toEqual([...texts.keys()].toSorted());
  for (const [path, text] of texts)
    expect(readFileSync(new URL(path, JSON_FOLDER), "utf8"), path).toBe(text);
});

test("each board has an address and, in its language, a title of its own", () => {
  expect(uids.size).toBe(boards.length);
  expect(new Set(boards.map(({ board }) => `${board.tags} ${board.title}`)).size).toBe(uids.size);
});

test("each panel is on a board", () => {
  const shown = BOARDS.flatMap(({ rows }) =>
    rows.flatMap(({ items }) =>
      items.flatMap((item) => ("panel" in item ? [item.panel.name] : [])),
    ),
  );
  const all = PANELS.map(({ name }) => name).filter((name) => !NOT_IN_GRAFANA.includes(name));
  expect(shown.toSorted()).toEqual(all.toSorted());
});

describe.each(boards)("$path", ({ text, board, path }) => {
  test("numbers its panels, and lays none over another nor past the edge", () => {
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    const taken = new Set<string>();
    for (const { gridPos, title } of board.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(COLUMNS);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${title} at ${x}, ${y}`).toBe(false);
          taken.add(`${x} ${y}`);
        }
    }
  });

  test("leads only to boards that are, in its own language", () => {
    const linked = [...text.matchAll(/\/d\/([\w-]+)/g)].map(([, uid]) => uid ?? "");
    expect(linked.filter((uid) => !uids.has(uid))).toEqual([]);
    const french = (uid: string) => uid.endsWith("-fr");
    expect(linked.filter((uid) => french(uid) !== path.startsWith("fr/"))).toEqual([]);
    const lang = path.startsWith("fr/") ? "fr" : "en";
    expect(board.tags).toContain(`vigie-${lang}`);
    expect(board.links.map(({ tags }) => tags)).toEqual([[`vigie-${lang}`]]);
  });

  test("asks with the variables that it has, and with nothing else in braces", () => {
    const names = new Set(board.templating.list?.map(({ name }) => name) ?? []);
    for (const [all, braced, format, bare] of text.matchAll(VARIABLE)) {
      const name = braced ?? bare ?? "";
      expect(names.has(name) || VARIABLES_OF_GRAFANA.includes(name), all).toBe(true);
      if (names.has(name)) expect(["percentencode", "queryparam"], all).toContain(format);
    }
    for (const { targets } of board.panels)
      for (const { rawSql = "" } of targets) expect(rawSql).not.toMatch(/(?<!\$)\{\w+:/);
  });

  test("gives every name that can be All an `allValue` that stands for none", () => {
    const lists = board.templating.list?.filter(({ type }) => type === "query") ?? [];
    const open = lists.filter(({ name }) => name !== "series");
    expect(open.filter(({ allValue }) => allValue !== "{}")).toEqual([]);
  });

  test("puts what goes over time oldest first", () => {
    const lines = board.panels.filter(
      ({ type, datasource }) => type === "timeseries" && datasource.uid === "vigie-store",
    );
    for (const { title, transformations } of lines)
      expect(
        transformations.map(({ id }) => id),
        title,
      ).toContain("sortBy");
  });

  test("says each state in a word, with a sign, and not by colour alone", () => {
    const mapped = board.panels.flatMap(({ fieldConfig }) =>
      fieldConfig.overrides.flatMap(({ properties }) =>
        properties.filter(({ id }) => id === "mappings"),
      ),
    );
    const results = z.array(
      z.object({
        options: z.record(z.string(), z.object({ text: z.string(), color: z.string().optional() })),
      }),
    );
    for (const { value } of mapped)
      for (const { options } of results.parse(value)) {
        const toned = Object.values(options).filter(({ color }) => color !== undefined);
        for (const { text: said } of toned) expect(said).toMatch(/^[✓…!✗?–] \p{L}/u);
      }
  });
});
