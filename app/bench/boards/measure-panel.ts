import { z } from "zod";
import type { Panel } from "../../../dashboards/panels/panel.ts";
import { bindParameters, type PanelAsked } from "../../../dashboards/panels/panel-parameters.ts";
import { readPanel } from "../../../dashboards/panels/read-panel.ts";
import type { StoreConnections } from "../../../platform/store/store.ts";
import { measureRounds, type Rounds, type Times } from "./measure-rounds.ts";

export const ZONE = "Europe/Paris";

const estimateSchema = z.object({ rows: z.coerce.number() });

export type PanelTimes = Times & {
  readonly panel: string;
  /** `all`, one tenant, or `a search`. */
  readonly whose: string;
  /** That the engine's indexes leave to read. */
  readonly rowsRead: number;
};

type Options = Rounds & {
  readonly whose: string;
  readonly asked: PanelAsked;
  readonly nowMs: number;
};

/** Asks a panel again and again, as boards do. */
export async function measurePanel(
  store: Pick<StoreConnections, "people" | "verdicts">,
  panel: Panel,
  { whose, asked, nowMs, ...rounds }: Options,
): Promise<PanelTimes> {
  const ground = { nowMs, zone: ZONE, signal: rounds.signal };
  const ask = async () => (await readPanel(store.people, panel, asked, ground)).rows.length;
  const times = await measureRounds(ask, rounds);
  const rowsRead = await estimateRows(store, panel, { asked, nowMs });
  return { panel: panel.name, whose, ...times, rowsRead };
}

/** How many rows the engine's indexes leave to read. */
export async function estimateRows(
  { verdicts }: Pick<StoreConnections, "verdicts">,
  panel: Panel,
  { asked, nowMs }: Pick<Options, "asked" | "nowMs">,
): Promise<number> {
  const ground = { nowMs, zone: ZONE, rowsMax: panel.rowsMax };
  const parameters = bindParameters(panel.takes, asked, ground);
  const sql = `EXPLAIN ESTIMATE ${panel.sql}`;
  const parts = await verdicts.query(sql, parameters, estimateSchema);
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}
