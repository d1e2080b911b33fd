import { join } from "node:path";
import { STATES_WORST_FIRST } from "../../dashboards/board/page/worst-first.ts";
import { findOwner } from "../../platform/store/find-owner.ts";
import type { Config } from "../../schemas/config.ts";
import type { SlotState } from "../../schemas/series-state.ts";

/** As for the dead man's switch: the analysis comes round far more often. */
const ANALYSIS_LATE_MS = 3 * 60_000;

type Judged = {
  readonly state: SlotState;
  readonly nextSlot: string | null;
  readonly updatedAt: string | null;
};

/** Who judges: a process of this directory, none, or one that a server's store does not tell of. */
export type Watch = "runs" | "absent" | "elsewhere";

export type Standstill<Row> = {
  /** What looks good of a series whose next slot is past is unknown. The worst first. */
  readonly rows: readonly Row[];
  /** Of how many a slot came due that nobody judged. */
  readonly unjudged: number;
  /** When a state was last told; null before the first. */
  readonly asOf: string | null;
};

/** To be asked before the command itself opens the store, and so has it. */
export function whoWatches({ data, store }: Pick<Config, "data" | "store">): Watch {
  if (store.kind === "clickhouse") return "elsewhere";
  return findOwner(join(data, "store")) ? "runs" : "absent";
}

/**
 * What the stored states are still worth. Null where a process has the store: it judges by a clock
 * of its own, which in the demo is not that of the wall.
 */
export function seeStandstill<Row extends Judged>(
  states: readonly Row[],
  { watch, nowMs }: { readonly watch: Watch; readonly nowMs: number },
): Standstill<Row> | null {
  if (watch === "runs" || states.length === 0) return null;
  const isUnjudged = ({ nextSlot }: Row) =>
    nextSlot !== null && Date.parse(nextSlot) + ANALYSIS_LATE_MS < nowMs;
  const unjudged = states.filter(isUnjudged).length;
  if (watch === "elsewhere" && unjudged === 0) return null;
  const rows = states.map((row) =>
    isUnjudged(row) && rank(row) > rank({ state: "unknown" })
      ? { ...row, state: "unknown" as const }
      : row,
  );
  const told = states.flatMap(({ updatedAt }) => updatedAt ?? []).sort();
  return {
    rows: rows.toSorted((one, other) => rank(one) - rank(other)),
    unjudged,
    asOf: told.at(-1) ?? null,
  };
}

function rank({ state }: Pick<Judged, "state">): number {
  return STATES_WORST_FIRST.indexOf(state);
}
