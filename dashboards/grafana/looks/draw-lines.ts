import {
  GraphDrawStyle,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { Panel as GrafanaPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Panel } from "../../panels/panel.ts";
import type { Lang, Look } from "../board.ts";
import { DATA_SOURCES } from "../data-sources.ts";
import type { Metric } from "../metric.ts";
import { PALETTE } from "../palette.ts";
import { LIMIT_LINES, styleColumn } from "./column-style.ts";
import { keepOnly } from "./draw-tiles.ts";

type Lines = Extract<Look, { readonly is: "lines" }>;

const COLOURS = [PALETTE.calm, PALETTE.warn, PALETTE.odd, PALETTE.good];
const BAND_OPACITY = 20;
const LINE_WIDTH = 2;

/** Values over time, oldest first whatever order the rows come in. */
export function drawLines(
  { columns }: Panel,
  { lang, look }: { readonly lang: Lang; readonly look: Lines },
): GrafanaPanel {
  const { time, values, band, limits } = look;
  const builder = createLines();
  const styleOf = (name: string) => {
    const column = columns[name];
    const style = column ? styleColumn(name, column, { lang, limits: limits?.[name] }) : [];
    return limits?.[name] ? [...style, LIMIT_LINES] : style;
  };
  for (const [index, name] of values.entries())
    builder.overrideByName(name, [
      ...styleOf(name),
      fixed(COLOURS[index % COLOURS.length] ?? "text"),
    ]);
  if (band) {
    const edge = [fixed(PALETTE.none), { id: "custom.lineWidth", value: 0 }];
    const edgeOnly = [...edge, { id: "custom.showPoints", value: "never" }];
    builder.overrideByName(band.low, [...styleOf(band.low), ...edgeOnly]);
    builder.overrideByName(band.high, [
      ...styleOf(band.high),
      ...edgeOnly,
      { id: "custom.fillBelowTo", value: columns[band.low]?.title[lang] },
      { id: "custom.fillOpacity", value: BAND_OPACITY },
    ]);
  }
  const kept = [time, ...values, ...(band ? [band.low, band.high] : [])];
  return { ...builder.build(), transformations: [keepOnly(columns, kept), oldestFirst(time)] };
}

/** What Prometheus has of Vigie over time. */
export function drawMetric({ promql, unit, legend }: Metric): GrafanaPanel {
  const query = {
    refId: "A",
    datasource: DATA_SOURCES.metrics,
    expr: promql,
    legendFormat: legend,
    range: true,
    _implementsDataqueryVariant: () => undefined,
  };
  return createLines()
    .unit(unit)
    .min(0)
    .withTarget({ build: () => query })
    .build();
}

function createLines(): PanelBuilder {
  return new PanelBuilder()
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(LINE_WIDTH)
    .showPoints(VisibilityMode.Auto)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
}

function fixed(color: string) {
  return { id: "color", value: { mode: "fixed", fixedColor: color } };
}

/** Rows by an instant or a day, whatever order they come in. */
export function oldestFirst(time: string) {
  return { id: "sortBy", options: { fields: {}, sort: [{ field: time, desc: false }] } };
}
