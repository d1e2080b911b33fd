import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Panel } from "../../../dashboards/panels/panel.ts";
import type { PanelAsked } from "../../../dashboards/panels/panel-parameters.ts";
import { PANELS } from "../../../dashboards/panels/panels.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { type OpenedStore, openStore } from "../../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import type { Bench } from "../bench.ts";
import { type BoardFleet, fillBoards } from "./fill-boards.ts";
import { measureFirstView, measureMarks } from "./measure-first-view.ts";
import { measurePanel, type PanelTimes } from "./measure-panel.ts";

/** The end of the fleet's time: some noon. */
const NOW_MS = Date.UTC(2026, 10, 20, 12);

const fleetSchema = z.object({ series: z.coerce.number(), nowMs: z.coerce.number() });
const seriesSchema = z.object({ tenant: z.string(), seriesId: z.string() });

type Options = {
  readonly series: number;
  readonly days: number;
  readonly rounds: number;
  /** Keeps the filled store there, and takes it as it is the next time. */
  readonly keep?: string | undefined;
  /** Only panels whose name begins so. */
  readonly only?: string | undefined;
};

export type BoardsBench = {
  readonly series: number;
  readonly days: number;
  readonly rounds: number;
  /** With all that the built-in board asks as it opens, and its marks; the slowest first. */
  readonly panels: readonly PanelTimes[];
};

/**
 * How fast every panel answers on a store of so many series and days: for all tenants, and for the
 * one that has most.
 */
export async function benchBoards(bench: Bench, options: Options): Promise<BoardsBench> {
  const { series, days, rounds, keep, only = "" } = options;
  const directory = keep ?? (await mkdtemp(join(tmpdir(), "vigie-bench-")));
  try {
    const { clock, logger } = bench;
    const connection = { kind: "embedded", directory } as const;
    await using undo = new AsyncDisposableStack();
    const store = await openStore({ connection, clock, logger });
    undo.defer(() => store.close());
    await migrateStore(store.writer, clickhouseMigrations());
    const nowMs = await prepare(store, { series, days, nowMs: NOW_MS }, bench);
    const panels = await measureAll(bench, store, { rounds, only, nowMs });
    return { series, days, rounds, panels };
  } finally {
    if (keep === undefined) await rm(directory, { recursive: true, force: true });
  }
}

/** Fills a store that is empty; resolves to the instant at which its history ends. */
async function prepare(store: OpenedStore, fleet: BoardFleet, bench: Bench): Promise<number> {
  const sql = `SELECT count() AS series, toUnixTimestamp64Milli(max(updated_at)) AS nowMs
    FROM series_states`;
  const [found] = await store.verdicts.query(sql, {}, fleetSchema);
  if (found && found.series > 0) return found.nowMs;
  await fillBoards(store.writer, fleet, bench);
  return fleet.nowMs;
}

async function measureAll(
  { clock, signal, startProgress }: Bench,
  store: OpenedStore,
  { rounds, only, nowMs }: { rounds: number; only: string; nowMs: number },
): Promise<readonly PanelTimes[]> {
  const sql = `SELECT tenant, min(series_id) AS seriesId FROM series_states
    GROUP BY tenant ORDER BY count() DESC LIMIT 1`;
  const [largest] = await store.verdicts.query(sql, {}, seriesSchema);
  const { tenant = "", seriesId = "" } = largest ?? {};
  const panels = PANELS.filter(({ name }) => name.startsWith(only));
  const progress = startProgress("Asking panels", panels.length);
  const times: PanelTimes[] = [];
  try {
    for (const panel of panels) {
      const isOfOne = panel.takes.includes("seriesId") && !panel.takes.includes("search");
      const seriesOf = isOfOne && { seriesId };
      for (const [whose, asked] of askingsOf(panel, tenant)) {
        signal.throwIfAborted();
        const options = { whose, asked: { ...asked, ...seriesOf }, nowMs, rounds, clock, signal };
        times.push(await measurePanel(store, panel, options));
      }
      progress.update(panels.indexOf(panel) + 1, panel.name);
    }
    if (only === "") {
      times.push(await measureFirstView(store, { nowMs, rounds, clock, signal }));
      times.push(await measureMarks(store, { rounds, clock, signal }));
    }
  } finally {
    progress.end();
  }
  return times.toSorted((a, b) => b.p95Ms - a.p95Ms);
}

/** By whose they are: of all, of the largest tenant, and some page of a search. */
function askingsOf({ takes }: Panel, tenant: string): readonly (readonly [string, PanelAsked])[] {
  return [
    ["all", {}],
    ...(takes.includes("tenants") ? [[tenant, { tenants: [tenant] }] as const] : []),
    ...(takes.includes("search") ? [["a search", { search: "1", offset: 1_000 }] as const] : []),
  ];
}
