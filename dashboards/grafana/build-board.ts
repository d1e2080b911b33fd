import {
  AnnotationEventFieldSource,
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel as GrafanaPanel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Panel } from "../panels/panel.ts";
import { askStore } from "./ask-store.ts";
import type { Board, BoardRow, Lang, Placed } from "./board.ts";
import { createVariable } from "./create-variable.ts";
import { DATA_SOURCES } from "./data-sources.ts";
import { expandMacros } from "./expand-macros.ts";
import { drawMetric } from "./looks/draw-lines.ts";
import { drawLook } from "./looks/draw-look.ts";
import { PALETTE } from "./palette.ts";

const REFRESH = "30s";
const RANGE = { from: "now-14d", to: "now" };
/** The version of a board's form that Grafana reads without changing it. */
const TAG = "vigie";
const OTHER_BOARDS = { en: "Boards", fr: "Tableaux" };
const MARKS = { en: "Findings", fr: "Anomalies" };

/** A board as Grafana imports it, in one language. */
export function buildBoard(board: Board, lang: Lang): Dashboard {
  const { title, help, variables, rows, marks } = board;
  const builder = new DashboardBuilder(title[lang])
    .uid(boardUid(board.name, lang))
    .description(help[lang])
    .tags([TAG, tagOf(lang)])
    .time(RANGE)
    .refresh(REFRESH)
    .timezone("browser")
    .tooltip(DashboardCursorSync.Crosshair)
    .link(linkToOthers(lang));
  for (const name of variables) {
    const variable = createVariable(name, variables, lang);
    builder.withVariable({ build: () => variable });
  }
  if (marks) builder.annotation(createMarks(marks, { board, lang }));
  for (const panel of placePanels(rows, { board, lang })) builder.withPanel({ build: () => panel });
  return builder.build();
}

/** Where a board is, in an address. */
export function boardUid(name: string, lang: Lang): string {
  return lang === "en" ? `vigie-${name}` : `vigie-${name}-${lang}`;
}

type Drawn = { readonly board: Board; readonly lang: Lang };

function tagOf(lang: Lang): string {
  return `${TAG}-${lang}`;
}

/** Each row below the last, its panels from left to right. */
function placePanels(rows: readonly BoardRow[], drawn: Drawn): GrafanaPanel[] {
  let y = 0;
  const placed = rows.flatMap(({ height, items }) => {
    let x = 0;
    const panels = items.map((item) => {
      const gridPos = { x, y, w: item.width, h: height };
      x += item.width;
      return { ...drawItem(item, drawn), gridPos };
    });
    y += height;
    return panels;
  });
  return placed.map((panel, index) => ({ ...panel, id: index + 1 }));
}

function drawItem(item: Placed, { board, lang }: Drawn): GrafanaPanel {
  if ("metric" in item) {
    const { title, help } = item.metric;
    const drawn = drawMetric(item.metric);
    return {
      ...drawn,
      title: title[lang],
      description: help[lang],
      datasource: DATA_SOURCES.metrics,
    };
  }
  const { panel, look } = item;
  const seriesLink = (column: string) => linkToSeries(column, { board, lang });
  return {
    ...drawLook(panel, { look, lang, seriesLink }),
    title: panel.title[lang],
    description: panel.help[lang],
    datasource: DATA_SOURCES.store,
    targets: [askStore(expandMacros(panel, board.variables))],
  };
}

/** With what is chosen here, and for the same time. */
function linkToSeries(column: string, { board, lang }: Drawn): string {
  const kept = board.variables.filter((name) => name !== "series" && name !== "search");
  const chosen = kept.map((name) => `\${${name}:queryparam}`);
  const series = `var-series=\${__data.fields.${column}}`;
  const query = [series, ...chosen, `\${__url_time_range}`].join("&");
  return `/d/${boardUid("series", lang)}?${query}`;
}

function linkToOthers(lang: Lang): DashboardLinkBuilder {
  return new DashboardLinkBuilder(OTHER_BOARDS[lang])
    .type(DashboardLinkType.Dashboards)
    .tags([tagOf(lang)])
    .includeVars(true)
    .keepTime(true);
}

/** Findings where and as long as they were open. */
function createMarks(panel: Panel, { board, lang }: Drawn): AnnotationQueryBuilder {
  const field = (value: string) => ({
    build: () => ({ source: AnnotationEventFieldSource.Field, value }),
  });
  const target = askStore(expandMacros(panel, board.variables));
  const said = lang === "en" ? "summaryEn" : "summaryFr";
  return new AnnotationQueryBuilder()
    .name(MARKS[lang])
    .datasource(DATA_SOURCES.store)
    .enable(true)
    .iconColor(PALETTE.bad)
    .target({ build: () => target })
    .mappings({
      time: field("at"),
      timeEnd: field("resolvedAt"),
      title: field("kind"),
      text: field(said),
      tags: field("severity"),
    });
}
