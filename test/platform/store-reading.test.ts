import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, openServedStore, type ServedStore } from "./open-served-store.ts";

let served: ServedStore;
let secret: string;

beforeAll(async () => {
  served = await openServedStore();
  secret = join(served.directory, "secret.txt");
  await writeFile(secret, "the secret\n");
  await served.store.writer.command("CREATE DATABASE IF NOT EXISTS other");
  await served.store.writer.command("CREATE TABLE other.t (a Int8) ENGINE = MergeTree ORDER BY a");
});

afterAll(() => served.close());

const ask = (sql: string, asked?: Asked) => served.ask(sql, asked);

const FOREIGN = (path: string, made: string) => [
  `SELECT * FROM file('${path}', 'LineAsString')`,
  `SELECT file('${path}')`,
  `SELECT "file"('${path}')`,
  `SELECT \`file\`('${path}')`,
  `SELECT "fi\\x6ce"('${path}')`,
  `SELECT arrayMap(x -> file(x), ['${path}'])`,
  `SELECT * APPLY(file) FROM (SELECT '${path}' AS a)`,
  `SELECT COLUMNS('a') APPLY file FROM (SELECT '${path}' AS a)`,
  `SELECT /* /* */ file('${path}') /* */ */`,
  `SELECT 1 // \n, file('${path}')`,
  `SELECT 1e--file('${path}')\n+1`,
  `SELECT $$'$$, file('${path}'), $$'$$`,
  `SELECT 1 # '\n, file('${path}') # '`,
  `SELECT * FROM default.\`${path}\``,
  `SELECT * FROM fileCluster('default', '${path}', 'LineAsString')`,
  "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
  "SELECT * FROM executable('id', 'LineAsString', 'a String')",
  "SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'CSV')",
  "SELECT * FROM remote('127.0.0.1:1', 'system', 'one')",
  "SELECT * FROM remoteSecure('127.0.0.1:1', 'system', 'one')",
  "SELECT * FROM cluster('default', system.one)",
  "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
  "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
  "SELECT * FROM sqlite('/tmp/a.db', 'x')",
  "SELECT * FROM merge('system', 'one')",
  "SELECT * FROM merge('', '.*')",
  "SELECT * FROM loop(vigie.events)",
  "SELECT * FROM filesystem('/etc')",
  "SELECT * FROM eval('SELECT 1')",
  "SELECT catboostEvaluate('/etc/passwd', 1)",
  "SELECT aiGenerate('a', 'b')",
  "SELECT getServerSetting('max_server_memory_usage')",
  `SELECT 1 INTO OUTFILE '${made}'`,
  `SELECT 1 INTO OUTFILE '${made}' FORMAT CSV`,
  `INSERT INTO FUNCTION file('${made}') SELECT 1`,
];

const WRITING = [
  "INSERT INTO reject_rows (id) VALUES ('x')",
  'INSERT INTO reject_rows FORMAT JSONEachRow\n{"id":"x"}',
  "INSERT INTO reject_rows SELECT * FROM reject_rows",
  "CREATE TABLE mine (a Int8) ENGINE = Memory",
  "CREATE TEMPORARY TABLE mine (a Int8)",
  "CREATE FUNCTION f AS x -> x",
  "CREATE USER me",
  "ALTER TABLE event_rows DELETE WHERE 1",
  "DELETE FROM event_rows WHERE 1",
  "UPDATE event_rows SET id = '' WHERE 1",
  "TRUNCATE TABLE event_rows",
  "DROP TABLE event_rows",
  "OPTIMIZE TABLE event_rows FINAL",
  "RENAME TABLE event_rows TO gone",
  "ATTACH TABLE event_rows",
  "BACKUP DATABASE vigie TO File('/tmp/vigie-backup')",
  "KILL QUERY WHERE 1 SYNC",
  "SYSTEM SHUTDOWN",
  "USE other",
  "GRANT ALL ON *.* TO default",
  "SELECT 1; DROP TABLE event_rows",
  "SELECT 1; SELECT 2",
];

const SETTINGS = [
  "SET readonly = 0",
  "SET max_execution_time = 0; SELECT 1",
  "SELECT 1 SETTINGS readonly = 0",
  "SELECT 1 SETTINGS readonly = 2",
  "SELECT 1 SETTINGS max_execution_time = 0",
  "SELECT 1 FORMAT JSON SETTINGS max_threads = 64",
];

const HIDDEN = [
  "SELECT * FROM other.t",
  "SELECT * FROM OTHER.t",
  'SELECT * FROM "other".t',
  "SELECT * FROM `other`.`t`",
  "SELECT * FROM `oth\\x65r`.t",
  "SELECT * FROM numbers(1) WHERE number IN (SELECT a FROM other.t)",
  "SELECT * FROM numbers(1) WHERE number IN other.t",
  "DESCRIBE TABLE other.t",
  "EXISTS TABLE other.t",
  "SHOW CREATE TABLE other.t",
  "SHOW PROCESSLIST",
  "SHOW TABLES FROM other",
  ...["processes", "tables", "databases", "parts", "settings", "server_settings", "functions"].map(
    (table) => `SELECT * FROM system.${table}`,
  ),
  ...["query_log", "errors", "stack_trace", "users", "disks", "warnings", "columns"].map(
    (table) => `SELECT * FROM system.${table}`,
  ),
  'SELECT * FROM "system"."processes"',
  "SELECT * FROM information_schema.tables",
  "SELECT * FROM INFORMATION_SCHEMA.TABLES",
];

describe("the token for reading", () => {
  it.each([...WRITING, ...SETTINGS, ...HIDDEN])("is refused: %s", async (sql) => {
    const { status, code, text } = await ask(sql);
    expect({ status, code }, text).toEqual({ status: 500, code: "164" });
    expect(text).toMatch(/^Code: 164\. DB::Exception: .+ \(READONLY\)\n$/s);
  });

  it("cannot reach files, networks or programs", async () => {
    const made = join(served.directory, "made.csv");
    for (const sql of FOREIGN(secret, made)) {
      const { status, code, text } = await ask(sql);
      expect({ sql, status, code }).toEqual({ sql, status: 500, code: "164" });
      expect(text).not.toContain("the secret");
    }
    expect(existsSync(made)).toBe(false);
  });

  it("cannot take a file for a table", async () => {
    for (const sql of [`SELECT * FROM "${secret}"`, `SELECT * FROM '${secret}'`])
      expect((await ask(sql)).code).toBe("60");
  });

  it("cannot hide a database in a parameter", async () => {
    const search = { param_d: "system", param_t: "processes" };
    const { code } = await ask("SELECT * FROM {d:Identifier}.{t:Identifier}", { search });
    expect(code).toBe("164");
  });

  it.each([
    ["readonly", "0"],
    ["readonly", "2"],
    ["allow_ddl", "1"],
    ["user_files_path", "/"],
    ["log_comment", "x"],
    ["session_id", "x"],
    ["max_execution_time; SET readonly", "0"],
  ])("cannot set %s to %s in the URL", async (name, value) => {
    expect((await ask("SELECT 1", { search: { [name]: value } })).code).toBe("164");
  });

  it("cannot choose another database", async () => {
    for (const database of ["other", "system", "default", "no_such"]) {
      const { status, code } = await ask("SELECT 1", { search: { database } });
      expect({ status, code }).toEqual({ status: 404, code: "81" });
    }
  });

  it("can tighten its bounds, and not widen them", async () => {
    const rows = { search: { max_result_rows: "10" } };
    expect((await ask("SELECT number FROM numbers(100)", rows)).code).toBe("396");
    const wide = { search: { max_result_rows: "0", max_memory_usage: "0" } };
    const hungry = "SELECT groupArray(number) FROM numbers(1000000000)";
    expect((await ask(hungry, wide)).code).toBe("241");
    const many = "SELECT number FROM numbers(20000000) FORMAT Null";
    expect((await ask(many, wide)).code).toBe("396");
  });

  it.each([
    "SELECT count() FROM events",
    "SELECT count() FROM vigie.events;",
    "SELECT uniqExact(id), max(version) FROM finding_rows WHERE kind IN ('a', 'b')",
    "SELECT argMaxIf(size_bytes, time, type = 'x') FROM events GROUP BY (series_id, run_id)",
    "WITH x AS (SELECT 1 AS a) SELECT a FROM x WHERE a IN (SELECT 1) AND NOT (a = 2)",
    "SELECT quantileExactInclusiveIf(0.5)(size_bytes, isNotNull(size_bytes)) FROM events -- a median",
    "SELECT toStartOfInterval(time, INTERVAL 1 DAY) AS day, count() FROM events GROUP BY day ORDER BY day",
    "SELECT CAST('1', 'Int64'), '2'::Decimal(10, 2), toDateTime64('2026-01-01', 3, 'UTC')",
    "SELECT sum(1) OVER (PARTITION BY id ORDER BY time) FROM events",
    "SELECT formatReadableSize(1024), JSONExtractString('{\"a\":\"b\"}', 'a'), DATE_DIFF('day', now(), now())",
    "/* a board */ SELECT 'file(''/etc/passwd'')', 'system.processes; \\' --'",
    "(SELECT 1) UNION ALL (SELECT 2)",
    "SELECT dummy FROM system.one",
    "DESCRIBE TABLE events",
  ])("may read: %s", async (sql) => {
    const { status, text } = await ask(sql);
    expect(status, text).toBe(200);
  });
});
