import { describe, expect, test } from "vitest";
import { PIPELINE_BOARD } from "../../../dashboards/grafana/boards/pipeline.ts";
import { findPanel } from "../../../dashboards/grafana/find-panel.ts";
import { limitsOf, styleColumn } from "../../../dashboards/grafana/looks/column-style.ts";
import { drawBars } from "../../../dashboards/grafana/looks/draw-bars.ts";
import { drawLines } from "../../../dashboards/grafana/looks/draw-lines.ts";
import { drawTable } from "../../../dashboards/grafana/looks/draw-table.ts";
import { PALETTE } from "../../../dashboards/grafana/palette.ts";

const { good, warn, bad } = PALETTE;

function propertiesOf(
  panel: ReturnType<typeof drawTable>,
  column: string,
): Readonly<Record<string, unknown>> {
  const found = panel.fieldConfig?.overrides.find(({ matcher }) => matcher.options === column);
  return Object.fromEntries((found?.properties ?? []).map(({ id, value }) => [id, value]));
}

describe("limits", () => {
  test.each([
    [
      { warn: 60, bad: 300 },
      [
        [null, good],
        [60, warn],
        [300, bad],
      ],
    ],
    [
      { warn: 1, bad: 0.9 },
      [
        [null, bad],
        [0.9, warn],
        [1, good],
      ],
    ],
    [
      { bad: 1 },
      [
        [null, good],
        [1, bad],
      ],
    ],
    [
      { warn: 1 },
      [
        [null, good],
        [1, warn],
      ],
    ],
  ])("%j", (limits, steps) => {
    const [thresholds] = limitsOf(limits);
    expect(thresholds?.value).toMatchObject({
      steps: steps.map(([value, color]) => ({ value, color })),
    });
  });
});

test.each([
  ["bytes", "bytes"],
  ["seconds", "s"],
  ["share", "percentunit"],
  ["instant", "dateTimeAsIso"],
] as const)("a column of %s has Grafana's unit %s", (is, unit) => {
  const title = { en: "Size", fr: "Taille" };
  const properties = styleColumn("a", { is, title }, { lang: "fr" });
  expect(properties).toContainEqual({ id: "unit", value: unit });
  expect(properties).toContainEqual({ id: "displayName", value: "Taille" });
});

describe("a table", () => {
  const table = drawTable(findPanel("copies/mismatches"), {
    lang: "fr",
    look: { is: "table" },
    seriesLink: (column) => `/series/${column}`,
  });

  test("hides ids, and what is said in the other language", () => {
    for (const hidden of ["id", "series_id", "summary_en"])
      expect(propertiesOf(table, hidden)).toMatchObject({ "custom.hidden": true });
    for (const shown of ["summary_fr", "kind", "opened_at"])
      expect(propertiesOf(table, shown)).not.toHaveProperty("custom.hidden");
  });

  test("leads from what a row is about to its series", () => {
    expect(propertiesOf(table, "asset")["links"]).toEqual([
      { title: "Ouvrir la série", url: "/series/series_id" },
    ]);
  });
});

test("a band is shaded between its edges", () => {
  const lines = drawLines(findPanel("series/sizes"), {
    lang: "en",
    look: { is: "lines", time: "at", values: ["size"], band: { low: "low", high: "high" } },
  });
  const lower = propertiesOf(lines, "low")["displayName"];
  expect(propertiesOf(lines, "high")["custom.fillBelowTo"]).toBe(lower);
});

describe("a civil day", () => {
  const inUtc = { destinationType: "string", dateFormat: "YYYY-MM-DD", timezone: "utc" };
  const seriesLink = (column: string) => `/series/${column}`;
  const converted = ({ transformations }: Pick<ReturnType<typeof drawTable>, "transformations">) =>
    transformations?.filter(({ id }) => id === "convertFieldType");

  test.each([
    ["copies/locks", "ends_on"],
    ["incidents/pages", "day"],
    ["incidents/false-alarms", "week"],
  ])("is the same in every zone in a table of %s", (name, targetField) => {
    const table = drawTable(findPanel(name), { lang: "en", look: { is: "table" }, seriesLink });
    const conversions = [{ targetField, ...inUtc }];
    expect(converted(table)).toMatchObject([{ options: { conversions } }]);
  });

  test("is the same in every zone below bars, the oldest first", () => {
    const look = { is: "bars", x: "day", values: ["sent"] } as const;
    const bars = drawBars(findPanel("incidents/pages"), { lang: "en", look });
    const conversions = [{ targetField: "day", ...inUtc }];
    expect(converted(bars)).toMatchObject([{ options: { conversions } }]);
    const sort = [{ field: "day", desc: false }];
    expect(bars.transformations).toContainEqual({ id: "sortBy", options: { fields: {}, sort } });
  });
});

test("no stage is called bad as nothing new was found or verified", () => {
  const items = PIPELINE_BOARD.rows.flatMap((row) => row.items);
  const stages = items.find((item) => "panel" in item && item.panel.name === "pipeline/stages");
  expect(stages).toMatchObject({ look: { is: "table" } });
  expect(stages).not.toHaveProperty("look.limits");
});
