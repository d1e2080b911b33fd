import { PanelBuilder } from "@grafana/grafana-foundation-sdk/barchart";
import {
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { Panel as GrafanaPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Panel } from "../../panels/panel.ts";
import type { Lang, Look } from "../board.ts";
import { PALETTE } from "../palette.ts";
import { LIMIT_LINES, styleColumn } from "./column-style.ts";
import { oldestFirst } from "./draw-lines.ts";
import { keepOnly } from "./draw-tiles.ts";

type Bars = Extract<Look, { readonly is: "bars" }>;
type Options = { readonly lang: Lang; readonly look: Bars };

const COLOURS = [PALETTE.calm, PALETTE.warn, PALETTE.bad, PALETTE.odd, PALETTE.good];
/** From a civil date, which the store's plugin gives as an instant, to the text of an axis. */
const DAY_FORMAT = "YYYY-MM-DD";

/** Bars of each value beside each other, or, with `by`, of one value in a stack of its names. */
export function drawBars({ columns }: Panel, { lang, look }: Options): GrafanaPanel {
  const { x, values, by, limits } = look;
  const builder = new PanelBuilder()
    .showValue(VisibilityMode.Never)
    .xTickLabelSpacing(100)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  for (const [index, name] of values.entries()) {
    const column = columns[name];
    if (!column) continue;
    const style = styleColumn(name, column, { lang, limits: limits?.[name] });
    const unit = style.find(({ id }) => id === "unit");
    if (by) builder.unit(`${unit?.value ?? "none"}`);
    else
      builder.overrideByName(name, [
        ...style,
        colour(index),
        ...(limits?.[name] ? [LIMIT_LINES] : []),
      ]);
  }
  if (by) builder.stacking(StackingMode.Normal);
  const dated = columns[x]?.is === "day" ? [oldestFirst(x), dayAsText(x)] : [];
  const kept = keepOnly(columns, [x, ...(by ? [by] : []), ...values]);
  const matrix = by ? [matrixOf({ x, by, value: values[0] ?? "" })] : [];
  return { ...builder.build(), transformations: [kept, ...dated, ...matrix] };
}

function colour(index: number) {
  const fixedColor = COLOURS[index % COLOURS.length];
  return { id: "color", value: { mode: "fixed", fixedColor } };
}

/**
 * So that a day is text: of an axis, a cell or a column's name. It comes as midnight in UTC, and is
 * said in UTC, lest it moves with the zone of who looks.
 */
export function dayAsText(field: string) {
  const conversion = {
    targetField: field,
    destinationType: "string",
    dateFormat: DAY_FORMAT,
    timezone: "utc",
  };
  return { id: "convertFieldType", options: { fields: {}, conversions: [conversion] } };
}

export function matrixOf({ x, by, value }: { x: string; by: string; value: string }) {
  const options = { rowField: x, columnField: by, valueField: value, emptyValue: "null" };
  return { id: "groupingToMatrix", options };
}
