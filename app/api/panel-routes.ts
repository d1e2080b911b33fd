import { z } from "zod";
import { ANSWER_KINDS } from "../../dashboards/panels/column-kinds.ts";
import type { Panel } from "../../dashboards/panels/panel.ts";
import { panelQueryOf } from "../../dashboards/panels/panel-query.ts";
import { PANELS } from "../../dashboards/panels/panels.ts";
import { tenantsFor } from "../../schemas/access.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { defineRoute, type Route } from "./route.ts";

/** Each panel is a route, `GET /panels/BOARD/PANEL`. */
export const PANEL_ROUTES: readonly Route[] = PANELS.map((panel) =>
  defineRoute({
    ...{ method: "GET", path: `/panels/${panel.name}`, right: "read", tag: "panels" },
    summary: `${panel.title.en}: ${panel.help.en}`,
    ...(panel.isWhole && { isWhole: true }),
    query: panelQueryOf(panel),
    answer: z.object({
      at: z.iso.datetime().meta({ description: "The instant by Vigie's clock of which it tells" }),
      rows: z.array(rowOf(panel)),
      more: z.boolean().meta({ description: "There are rows beyond these" }),
    }),
    handle: async ({ principal, query, nowMs }, { panels }) => {
      const tenants = tenantsFor(principal, query.tenants ?? []);
      if (tenants === "nothing") return { at: instantToJson(nowMs), rows: [], more: false };
      const { at, rows, more } = await panels.read(panel, { ...query, tenants });
      return { at, rows: [...rows], more };
    },
  }),
);

function rowOf({ columns }: Panel): z.ZodType<unknown, Readonly<Record<string, unknown>>> {
  const shape = Object.entries(columns).map(([name, { is, nullable, title }]) => {
    const kind: z.ZodType = ANSWER_KINDS[is];
    return [name, (nullable ? kind.nullable() : kind).meta({ description: title.en })] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}
