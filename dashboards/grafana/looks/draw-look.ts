import type { Panel as GrafanaPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Panel } from "../../panels/panel.ts";
import type { Lang, Look } from "../board.ts";
import { drawBars } from "./draw-bars.ts";
import { drawCalendar } from "./draw-calendar.ts";
import { drawLines } from "./draw-lines.ts";
import { drawTable, type SeriesLink } from "./draw-table.ts";
import { drawFigures, drawTiles } from "./draw-tiles.ts";

type Options = { readonly look: Look; readonly lang: Lang; readonly seriesLink: SeriesLink };

/** How a panel's rows are shown, without what every panel has. */
export function drawLook(panel: Panel, { look, lang, seriesLink }: Options): GrafanaPanel {
  switch (look.is) {
    case "table":
      return drawTable(panel, { look, lang, seriesLink });
    case "tiles":
      return drawTiles(panel, { look, lang });
    case "figures":
      return drawFigures(panel, { look, lang });
    case "lines":
      return drawLines(panel, { look, lang });
    case "bars":
      return drawBars(panel, { look, lang });
    case "calendar":
      return drawCalendar(panel, { look, lang });
  }
}
