import { STATES_WORST_FIRST } from "../../dashboards/board/page/worst-first.ts";
import type { Store } from "../../platform/store/store.ts";
import { listSeries } from "../api/series/read-series.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { seeStandstill, type Watch } from "./see-standstill.ts";

const SERIES_MAX = 20_000;

/** Whether anybody judges the series that are known; nothing to say where somebody does. */
export async function diagnoseAnalysis(
  store: Store,
  watched: { readonly watch: Watch; readonly nowMs: number },
): Promise<readonly Diagnosis[]> {
  const asked = { tenants: [], worstFirst: STATES_WORST_FIRST, rowsMax: SERIES_MAX };
  const standstill = seeStandstill(await listSeries(store, asked), watched);
  if (standstill === null) return [];
  const { rows, unjudged, asOf } = standstill;
  const said =
    watched.watch === "absent"
      ? `no process runs; the ${rows.length} series known are as of ${asOf}`
      : `${unjudged} series had a slot since ${asOf} that nobody judged`;
  return [{ check: "analysis", good: false, said, hint: "Start it: vigie up." }];
}
