import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { refreshBaselines } from "../../../analyzers/baselines/refresh-baselines.ts";
import { scoreRuns } from "../../../analyzers/baselines/score-runs.ts";
import type { Clock } from "../../../platform/clock/clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import type { Store } from "../../../platform/store/store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import { FROM_MS } from "./speak-for.ts";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const SQL = {
  fill: read("./fill.sql"),
  fillStates: read("./fill-states.sql"),
  touch: read("./touch.sql"),
  scan: read("./scan.sql"),
};
const DAY_MS = 86_400_000;
const BATCH = 5_000;
/** Filled so many series at a time, as the engine sorts each insert in memory. */
const FILLED_AT_ONCE = 20_000;
const BYTES =
  "SELECT sum(data_compressed_bytes) / sum(rows) AS bytes FROM system.parts " +
  "WHERE active AND table = 'baseline_rows'";

/** Wall time, and that of all cores together: the latter says more on a machine that is busy. */
export type Cost = { readonly seconds: number; readonly cpuSeconds: number };

/** What baselines and scores cost the engine, beside its bare scan of the same columns. */
export type EngineCost = {
  readonly series: number;
  readonly days: number;
  readonly scan: Cost;
  readonly refresh: Cost;
  readonly refreshToScan: number;
  readonly refreshCpuToScan: number;
  /** Of `BATCH` series that were heard of again. */
  readonly touched: Cost;
  /** Of `BATCH` runs at once. */
  readonly score: Cost;
  readonly baselineBytesPerSeries: number;
  /** Of this process, with the engine in it, since its start. */
  readonly residentBytesMax: number;
};

/** Fills a store of its own with one success a day of each series, and measures. */
export async function measureEngine(
  series: number,
  days: number,
  clock: Clock,
): Promise<EngineCost> {
  const directory = await mkdtemp(join(tmpdir(), "vigie-cost-"));
  const logger = createLogger({ level: "error", destination: process.stderr });
  const connection = { kind: "embedded", directory: join(directory, "store") } as const;
  const store = await openStore({ connection, clock, logger });
  try {
    await migrateStore(store.writer, clickhouseMigrations());
    return await measure(store.verdicts, { series, days, clock });
  } finally {
    await store.close();
    await rm(directory, { recursive: true });
  }
}

type Wanted = { readonly series: number; readonly days: number; readonly clock: Clock };

async function measure(store: Store, { series, days, clock }: Wanted): Promise<EngineCost> {
  const time = async (act: () => Promise<unknown>): Promise<Cost> => {
    const [beganMs, before] = [clock.nowMs(), process.cpuUsage()];
    await act();
    const { user, system } = process.cpuUsage(before);
    return { seconds: (clock.nowMs() - beganMs) / 1_000, cpuSeconds: (user + system) / 1e6 };
  };
  for (let first = 0; first < series; first += FILLED_AT_ONCE) {
    const count = Math.min(FILLED_AT_ONCE, series - first);
    await store.command(SQL.fill, { first, count, days, fromMs: FROM_MS });
  }
  await store.command(SQL.fillStates);
  await store.command("OPTIMIZE TABLE event_rows FINAL");
  const row = z.object({ runs: z.coerce.number(), ids: z.string() });
  await store.query(SQL.scan, {}, row);
  const scan = await time(() => store.query(SQL.scan, {}, row));
  const nowMs = FROM_MS + days * DAY_MS;
  const refresh = await time(() => refreshBaselines(store, { policies: [], nowMs, sinceMs: 0 }));
  await store.command(SQL.touch, { count: Math.min(series, BATCH), atMs: nowMs + 1 });
  const since = { nowMs: nowMs + 2, sinceMs: nowMs + 1 };
  const touched = await time(() => refreshBaselines(store, { policies: [], ...since }));
  const ids = await store.query(
    `SELECT series_id FROM baselines LIMIT ${BATCH}`,
    {},
    z.object({ series_id: z.string() }),
  );
  const place = { days: nowMs / DAY_MS, season: 2, dayPart: 0 };
  const about = { backupType: "full", bytes: 1e9, place, minBytes: null, zBefore: 0 } as const;
  const runs = ids.map(({ series_id }) => ({ seriesId: series_id, ...about }));
  const score = await time(() => scoreRuns(store, runs));
  await store.command("OPTIMIZE TABLE baseline_rows FINAL");
  const [size] = await store.query(BYTES, {}, z.object({ bytes: z.number() }));
  return {
    ...{ series, days, scan, refresh, touched, score },
    refreshToScan: refresh.seconds / scan.seconds,
    refreshCpuToScan: refresh.cpuSeconds / scan.cpuSeconds,
    baselineBytesPerSeries: size?.bytes ?? Number.NaN,
    residentBytesMax: process.resourceUsage().maxRSS * 1_024,
  };
}
