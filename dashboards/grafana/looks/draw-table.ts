import { TableCellHeight } from "@grafana/grafana-foundation-sdk/common";
import type { Panel as GrafanaPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { Panel } from "../../panels/panel.ts";
import type { Lang, Look } from "../board.ts";
import { VOCABULARY } from "../vocabulary.ts";
import { type Property, styleColumn } from "./column-style.ts";
import { dayAsText } from "./draw-bars.ts";

type Options = { readonly lang: Lang; readonly look: Look; readonly seriesLink: SeriesLink };
/** An address on the board of one series, given the name of the column that holds its id. */
export type SeriesLink = (column: string) => string;

const SERIES_COLUMNS = ["seriesId", "series_id"];
/** Where a person looks for what a row is about. */
const LINKED = ["asset", "kind"];
const OF_A_LANGUAGE = /(?:_|(?=[A-Z]))(en|fr)$/i;
const COLOURED_TEXT = { type: "color-text" };
const LINK_TITLE = { en: "Open the series", fr: "Ouvrir la série" };

/** Rows as they are; ids are hidden, and what a row is about leads to its series. */
export function drawTable({ columns }: Panel, options: Options): GrafanaPanel {
  const builder = new PanelBuilder().cellHeight(TableCellHeight.Sm).filterable(true);
  const series = SERIES_COLUMNS.find((name) => name in columns);
  const linked = series && LINKED.find((name) => name in columns);
  for (const [name, column] of Object.entries(columns)) {
    const { lang, look } = options;
    const limits = look.limits?.[name];
    const isColoured = limits !== undefined || hasTones(name);
    builder.overrideByName(name, [
      ...styleColumn(name, column, { lang, limits }),
      ...(isColoured ? [{ id: "custom.cellOptions", value: COLOURED_TEXT }] : []),
      ...(column.is === "id" || isOther(name, lang) ? [hidden] : []),
      ...(name === linked && series ? [linkTo(options.seriesLink(series), lang)] : []),
    ]);
  }
  const days = Object.keys(columns).filter((name) => columns[name]?.is === "day");
  return { ...builder.build(), ...(days.length > 0 && { transformations: days.map(dayAsText) }) };
}

const hidden: Property = { id: "custom.hidden", value: true };

function hasTones(column: string): boolean {
  return Object.values(VOCABULARY[column] ?? {}).some(({ tone }) => tone);
}

/** Whether a column says in the other language what another says in this one. */
function isOther(column: string, lang: Lang): boolean {
  const found = OF_A_LANGUAGE.exec(column)?.[1]?.toLowerCase();
  return found !== undefined && found !== lang;
}

function linkTo(url: string, lang: Lang): Property {
  return { id: "links", value: [{ title: LINK_TITLE[lang], url }] };
}
