import { readFileSync } from "node:fs";
import type { Parameters, Store } from "../../../platform/store/store.ts";
import type { Bench } from "../bench.ts";

const DAY_MS = 86_400_000;

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const SERIES = read("./fill-series.sql");
const EVENTS = read("./fill-events.sql");
const HEARTBEATS = read("./fill-heartbeats.sql");
/** In this order, as some read what others wrote. */
const OTHERS = [
  read("./fill-findings.sql"),
  read("./fill-proofs.sql"),
  read("./fill-incidents.sql"),
  read("./fill-pages.sql"),
  read("./fill-decisions.sql"),
  read("./fill-rejects.sql"),
  read("./fill-baselines.sql"),
];

export type BoardFleet = {
  readonly series: number;
  readonly days: number;
  /** The fleet's last instant. */
  readonly nowMs: number;
};

/**
 * A fleet with its history, made by the engine itself: the tables for boards fill from its events
 * as they do live.
 */
export async function fillBoards(
  store: Store,
  { series, days, nowMs }: BoardFleet,
  { signal, startProgress }: Pick<Bench, "signal" | "startProgress">,
): Promise<void> {
  const progress = startProgress("Filling the store, day by day", days);
  const run = (sql: string, parameters: Parameters) => {
    signal.throwIfAborted();
    return store.command(sql, pick(sql, parameters));
  };
  try {
    await run(SERIES, { series, nowMs });
    for (let day = days; day > 0; day--) {
      const dayMs = Math.floor(nowMs / DAY_MS - day) * DAY_MS;
      await run(EVENTS, { dayMs });
      await run(HEARTBEATS, { dayMs });
      progress.update(days - day + 1, "");
    }
    for (const sql of OTHERS) await run(sql, { days, nowMs });
  } finally {
    progress.end();
  }
}

/** A statement is given what it takes. */
function pick(sql: string, parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => sql.includes(`{${name}:`)),
  );
}
