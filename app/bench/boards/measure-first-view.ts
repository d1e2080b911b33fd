import { readMarks } from "../../../dashboards/board/read-marks.ts";
import { PANELS } from "../../../dashboards/panels/panels.ts";
import { readPanel } from "../../../dashboards/panels/read-panel.ts";
import type { StoreConnections } from "../../../platform/store/store.ts";
import { estimateRows, type PanelTimes, ZONE } from "./measure-panel.ts";
import { measureRounds, type Rounds } from "./measure-rounds.ts";

/** What the board asks as it opens, and the rows that it wants of each. */
export const FIRST_VIEW: Readonly<Record<string, number | undefined>> = {
  "fleet/totals": undefined,
  "fleet/slots-by-state": undefined,
  "fleet/slots-by-day": undefined,
  "fleet/next-slots": undefined,
  "fleet/wrong-now": 15,
  "fleet/by-tenant": 12,
  "fleet/by-site": 12,
  "fleet/series": 25,
};

/** They lie in the state, not in the store that is measured. */
const noRequests = async () => [];

type Store = Pick<StoreConnections, "people" | "verdicts">;
type Options = Rounds & { readonly nowMs: number };

/** The built-in board as it opens: all that it asks, at once. */
export async function measureFirstView(
  store: Store,
  { nowMs, ...rounds }: Options,
): Promise<PanelTimes> {
  const panels = PANELS.filter(({ name }) => Object.hasOwn(FIRST_VIEW, name));
  const ask = async () => {
    const [marks, ...answers] = await Promise.all([
      readMarks(store.people, noRequests),
      ...panels.map((panel) =>
        readPanel(store.people, panel, { limit: FIRST_VIEW[panel.name] }, { nowMs, zone: ZONE }),
      ),
    ]);
    return answers.reduce((sum, { rows }) => sum + rows.length, marks.length);
  };
  const times = await measureRounds(ask, rounds);
  const estimates = panels.map((panel) => estimateRows(store, panel, { asked: {}, nowMs }));
  const rowsRead = (await Promise.all(estimates)).reduce((sum, rows) => sum + rows, 0);
  return { panel: "the board's first view", whose: "all", ...times, rowsRead };
}

/** The marks by which open boards learn that something changed, each second while one is open. */
export async function measureMarks(store: Store, rounds: Rounds): Promise<PanelTimes> {
  const times = await measureRounds(
    async () => (await readMarks(store.people, noRequests)).length,
    rounds,
  );
  return { panel: "the board's marks", whose: "all", ...times, rowsRead: 0 };
}
