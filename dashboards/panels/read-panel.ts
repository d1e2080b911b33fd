import type { Store } from "../../platform/store/store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Panel } from "./panel.ts";
import { bindParameters, type PanelAsked } from "./panel-parameters.ts";

/** What a panel answers; `more`: there are rows beyond these. */
export type PanelAnswer = {
  /** The instant by Vigie's clock of which it tells. */
  readonly at: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly more: boolean;
};

type Ground = { readonly nowMs: number; readonly zone: string; readonly signal?: AbortSignal };

/** Asks a panel's query of the store; a panel that takes `rowsMax` is asked for one row more. */
export async function readPanel(
  store: Pick<Store, "query">,
  panel: Panel,
  asked: PanelAsked,
  { nowMs, zone, signal }: Ground,
): Promise<PanelAnswer> {
  const limit = Math.min(asked.limit ?? panel.rowsMax, panel.rowsMax);
  const parameters = bindParameters(panel.takes, asked, { nowMs, zone, rowsMax: limit + 1 });
  const rows = await store.query(panel.sql, parameters, panel.row, { ...(signal && { signal }) });
  return { at: instantToJson(nowMs), rows: rows.slice(0, limit), more: rows.length > limit };
}
