import {
  TableCellHeight,
  TableSortByFieldStateBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { Panel as GrafanaPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { Panel } from "../../panels/panel.ts";
import type { Lang, Look } from "../board.ts";
import type { Limits } from "../limits.ts";
import { limitsOf } from "./column-style.ts";
import { dayAsText, matrixOf } from "./draw-bars.ts";
import { oldestFirst } from "./draw-lines.ts";
import { keepOnly } from "./draw-tiles.ts";

type Calendar = Extract<Look, { readonly is: "calendar" }>;

const SUM = "sum";
const DAYS = "/^\\d{4}-\\d\\d-\\d\\d$/";
const CELL = { type: "color-background", mode: "basic" };
const ANY: Limits = { warn: 1, bad: 5 };

/** Names down, days across; each cell says its figure, so that it needs no colour. */
export function drawCalendar(
  { columns }: Panel,
  { lang, look }: { readonly lang: Lang; readonly look: Calendar },
): GrafanaPanel {
  const { day, name, sum, limits } = look;
  const rows = `${name}\\${day}`;
  const builder = new PanelBuilder()
    .cellHeight(TableCellHeight.Md)
    .sortBy([new TableSortByFieldStateBuilder().displayName(columns[name]?.title[lang] ?? name)])
    .overrideByRegexp(DAYS, [
      { id: "custom.cellOptions", value: CELL },
      { id: "custom.align", value: "center" },
      { id: "decimals", value: 0 },
      { id: "noValue", value: "–" },
      ...limitsOf(limits?.[SUM] ?? ANY),
    ])
    .overrideByName(rows, [{ id: "displayName", value: columns[name]?.title[lang] }]);
  return {
    ...builder.build(),
    transformations: [
      keepOnly(columns, [day, name, ...sum]),
      oldestFirst(day),
      dayAsText(day),
      sumOf(sum),
      matrixOf({ x: name, by: day, value: SUM }),
    ],
  };
}

function sumOf(include: readonly string[]) {
  return {
    id: "calculateField",
    options: { mode: "reduceRow", alias: SUM, reduce: { reducer: "sum", include } },
  };
}
