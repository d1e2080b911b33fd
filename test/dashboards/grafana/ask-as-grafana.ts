import { BOARDS } from "../../../dashboards/grafana/boards.ts";
import { expandMacros } from "../../../dashboards/grafana/expand-macros.ts";
import type { Panel } from "../../../dashboards/panels/panel.ts";
import { HOUR_MS, NOON_MS } from "../board-rows.ts";
import * as estate from "../series-rows.ts";
import { type Chosen, interpolate } from "./interpolate.ts";

const DAYS_MS = 14 * 24 * HOUR_MS;
const ALL = { all: "{}" };
const RANGE = { __from: NOON_MS - DAYS_MS, __to: NOON_MS };

/** What somebody chose on a board: everything, or one of each. */
export const CHOICES: Readonly<Record<string, Readonly<Record<string, Chosen>>>> = {
  all: {
    ...{ ...RANGE, __timezone: "browser", tenant: ALL, environment: ALL, product: ALL, site: ALL },
    ...{ series: "", search: "" },
  },
  one: {
    ...{ ...RANGE, __timezone: "Europe/Paris", tenant: ["acme"], environment: ["production"] },
    ...{ product: ["visitor"], site: ["paris"], series: estate.dailyId, search: "Db" },
  },
};

/** A panel on one of the boards, with its question as Grafana asks it. */
export type Asked = { readonly panel: Panel; readonly choice: string; readonly sql: string };

/** Every panel of every board, for every choice. */
export function everyQuestion(): readonly Asked[] {
  return BOARDS.flatMap(({ variables, rows, marks }) => {
    const shown = rows.flatMap(({ items }) =>
      items.flatMap((item) => ("panel" in item ? [item.panel] : [])),
    );
    const panels = new Set([...shown, ...(marks ? [marks] : [])]);
    return [...panels].flatMap((panel) =>
      Object.entries(CHOICES).map(([choice, chosen]) => {
        const sql = interpolate(expandMacros(panel, variables), chosen);
        return { panel, choice, sql };
      }),
    );
  });
}
