import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { openStore } from "../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";

/**
 * What each way to read an event once costs, in the embedded engine: `node
 * test/benchmarks/exactly-once.ts [EVENTS]`, JSON on standard output. Batches of 10,000 events are
 * inserted; every 20th is inserted again as it was (a retry), and every 20th once more with its
 * bounds shifted by half a batch (a consumer that starts again at its last commit). docs/store.md
 * tells what follows.
 */
const EVENTS = Number(process.argv[2] ?? 1_000_000);
const BATCH_EVENTS = 10_000;
const REPEATED_EVERY = 20;
const READS = 5;

const clock = createSystemClock();
const logger = createLogger({ level: "error", destination: process.stderr });
const directory = await mkdtemp(join(tmpdir(), "vigie-bench-"));
const store = await openStore({ connection: { kind: "embedded", directory }, clock, logger });
await migrateStore(store.writer, clickhouseMigrations());

const WINDOW = "non_replicated_deduplication_window = 1000";
const TABLES = [
  { table: "plain_rows", engine: "MergeTree", window: "", token: false },
  { table: "token_rows", engine: "MergeTree", window: WINDOW, token: true },
  { table: "collapsing_rows", engine: "ReplacingMergeTree(version)", window: "", token: false },
  { table: "both_rows", engine: "ReplacingMergeTree(version)", window: WINDOW, token: true },
];
const ONE_SERIES = "series_id = 'series-7' AND time >= '2026-10-01'";
const APART = "SETTINGS do_not_merge_across_partitions_select_final = 1";
const COLLAPSING = {
  final: (rows: string) => `SELECT * FROM ${rows} FINAL`,
  finalByMonth: (rows: string) => `SELECT * FROM ${rows} FINAL ${APART}`,
};
const WAYS = {
  raw: (rows: string) => `SELECT * FROM ${rows}`,
  argMax: (rows: string) =>
    `SELECT source, id, argMax(series_id, version) AS series_id, argMax(time, version) AS time,
       argMax(size_bytes, version) AS size_bytes FROM ${rows} GROUP BY source, id`,
  limitBy: (rows: string) => `SELECT * FROM ${rows} ORDER BY version DESC LIMIT 1 BY source, id`,
};

const inserts = [];
for (const { table, engine, window, token } of TABLES) {
  const settings = ["fsync_after_insert = 1", "fsync_part_directory = 1", window].filter(Boolean);
  await store.writer.command(`CREATE TABLE ${table} AS event_rows ENGINE = ${engine}
    PARTITION BY toYYYYMM(time) ORDER BY (series_id, time, source, id) SETTINGS ${settings}`);
  const { seconds } = await timed(() => fill(table, token));
  inserts.push({ table, eventsPerSecond: Math.round(EVENTS / seconds) });
}
const reads = [];
for (const { table, engine } of TABLES) {
  const ways = engine === "MergeTree" ? WAYS : { ...WAYS, ...COLLAPSING };
  for (const [way, view] of Object.entries(ways))
    reads.push(await measure(table, way, view(table)));
}
process.stdout.write(
  `${JSON.stringify({ events: EVENTS, inserts, reads, token: await hash() }, null, 1)}\n`,
);
await store.close();
await rm(directory, { recursive: true });
process.exit();

async function fill(table: string, token: boolean) {
  for (let batch = 0; batch * BATCH_EVENTS < EVENTS; batch += 1) {
    const from = batch * BATCH_EVENTS;
    await insert(table, from, token);
    if (batch % REPEATED_EVERY === 1) await insert(table, from, token);
    if (batch % REPEATED_EVERY === 2) await insert(table, from - BATCH_EVENTS / 2, token);
  }
}

async function insert(table: string, from: number, token: boolean) {
  const settings = token ? `SETTINGS insert_deduplication_token = '${from}'` : "";
  await store.writer.command(`INSERT INTO ${table}
    (source, id, type, time, received_time, tenant, series_id, run_id, size_bytes, checksum_value, body,
      log_offset, version) ${settings}
    SELECT concat('/jobs/', toString(number % 50)), hex(MD5(toString(number))) AS id,
      'vigie.backup.succeeded.v1',
      toDateTime64('2026-08-20', 3, 'UTC') + number * 8000000 / ${EVENTS} AS time,
      time, 'acme', concat('series-', toString(number % 1000)), hex(sipHash64(number)),
      sipHash64(number) % 1000000000, hex(SHA256(toString(number))),
      concat(hex(SHA512(toString(number))), hex(SHA512(id)), repeat('{"data":0}', 40)), number,
      9223372036854775807 - number
    FROM numbers(${from}, ${BATCH_EVENTS})`);
}

async function measure(table: string, way: string, view: string) {
  const rows = await store.verdicts.query(
    `SELECT count() AS n FROM (${view})`,
    {},
    z.object({ n: z.coerce.number() }),
  );
  const time = async (where: string) => {
    const sql = `SELECT toDate(time) AS day, sum(size_bytes) AS bytes FROM (${view}) ${where}
      GROUP BY day`;
    const times: number[] = [];
    for (let read = 0; read < READS; read += 1)
      times.push((await timed(() => store.verdicts.query(sql, {}, z.unknown()))).seconds);
    return Math.round(1000 * (times.sort((a, b) => a - b)[Math.floor(READS / 2)] ?? 0));
  };
  const extraRows = (rows[0]?.n ?? 0) - EVENTS;
  return {
    table,
    way,
    extraRows,
    oneSeriesMs: await time(`WHERE ${ONE_SERIES}`),
    allMs: await time(""),
  };
}

/** What the writer pays to make a token of a batch's content. */
async function hash() {
  const values = Array.from({ length: BATCH_EVENTS }, (_, n) => `${n}`.padEnd(700, "x"));
  const { seconds } = await timed(async () => {
    const sha256 = createHash("sha256");
    for (const value of values) sha256.update(value);
    return sha256.digest("hex");
  });
  return { millisecondsPerBatch: seconds * 1_000 };
}

async function timed(act: () => Promise<unknown>): Promise<{ readonly seconds: number }> {
  const startedAtMs = clock.nowMs();
  await act();
  return { seconds: (clock.nowMs() - startedAtMs) / 1_000 };
}
