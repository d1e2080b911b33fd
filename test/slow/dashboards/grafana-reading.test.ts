import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { type OpenedStore, openStore } from "../../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import { everyQuestion } from "../../dashboards/grafana/ask-as-grafana.ts";
import { expectColumns } from "../../dashboards/grafana/column-types.ts";
import * as estate from "../../dashboards/series-rows.ts";
import { missingGo } from "../../services/s3/missing-s3.ts";
import { askByClickhouseGo } from "./clickhouse-go/ask-by-clickhouse-go.ts";

const PASSWORD = "for Grafana: ü/?#@";
const QUESTIONS = everyQuestion().map((asked) => ({
  ...asked,
  id: `${asked.panel.name}, ${asked.choice}`,
}));
/** What the plugin asks besides the boards' own questions, and what it must not be able to do. */
const PROBES = [
  { id: "version", sql: "SELECT version()" },
  { id: "several blocks", sql: "SELECT number, toString(number) FROM numbers(200000)" },
  { id: "writing", sql: "INSERT INTO reject_rows (id) VALUES ('1')" },
  { id: "file", sql: "SELECT * FROM file('/etc/passwd', LineAsString)" },
  { id: "wrong", sql: "SELECT nothing FROM series_states" },
];

const missing = missingGo(process.env);
const title = missing ? `Grafana's plugin for ClickHouse: skipped, ${missing}` : "clickhouse-go";

describe.skipIf(missing !== null)(title, () => {
  let directory: string;
  let store: OpenedStore;
  let answers: Awaited<ReturnType<typeof askByClickhouseGo>>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-grafana-"));
    const readers = { host: "127.0.0.1", port: 0, token: PASSWORD };
    store = await openStore({
      connection: { kind: "embedded", directory: join(directory, "store"), readers },
      clock: createSimulatedClock(0),
      logger: createLogger({ level: "error", destination: process.stderr }),
    });
    await migrateStore(store.writer, clickhouseMigrations());
    await estate.insertSeriesRows(store.writer);
    const reader = { url: `${store.readersUrl}`, password: PASSWORD };
    answers = await askByClickhouseGo(reader, [...QUESTIONS, ...PROBES]);
  }, 900_000);
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test.each(QUESTIONS)("reads the answer to $id", ({ id, panel }) => {
    const answer = answers.get(id);
    expect(answer?.error).toBeUndefined();
    // Of no rows the engine says nothing, not even their columns, as a server does over HTTP.
    if (answer?.rows !== 0) expectColumns(panel, answer?.columns ?? []);
  });

  test("has rows to read of most panels", () => {
    const filled = QUESTIONS.filter(({ id }) => (answers.get(id)?.rows ?? 0) > 0);
    expect(filled.length).toBeGreaterThan(QUESTIONS.length / 3);
  });

  test("reads a result of several blocks whole", () => {
    expect(answers.get("version")).toMatchObject({ rows: 1 });
    expect(answers.get("several blocks")).toMatchObject({ rows: 200_000 });
  });

  test("is told what is refused, and what is wrong", () => {
    expect(answers.get("writing")?.error).toContain("Code: 164");
    expect(answers.get("file")?.error).toContain("Code: 164");
    expect(answers.get("wrong")?.error).toContain("Code: 47");
  });

  test("does not get in with another password", async () => {
    const stranger = { url: `${store.readersUrl}`, password: "wrong" };
    await expect(askByClickhouseGo(stranger, PROBES)).rejects.toThrow(/516/);
  });
});
