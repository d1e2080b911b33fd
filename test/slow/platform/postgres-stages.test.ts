import { execFile } from "node:child_process";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";

const VITEST = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const ALERTS = [
  ...["delivery-stories", "fallback", "list-deliveries", "migrate-incidents", "mirror", "policy"],
  ...["repeats", "retention", "start-alerts", "unstorable-texts", "waits", "who-is-told"],
];
/** The tests of all that keeps state; nothing in them knows which engine does. */
const TESTS = [
  ...ALERTS.map((name) => `test/alerts/${name}.test.ts`),
  "test/app/access/audit.test.ts",
  "test/app/access/session.test.ts",
  "test/app/access/tokens.test.ts",
  "test/app/api/changing.test.ts",
  "test/app/api/requests.test.ts",
  "test/app/disk/disk-watch.test.ts",
  "test/app/handover/read-handover.test.ts",
  "test/ingest/acceptor.test.ts",
  "test/ingest/claims.test.ts",
  "test/ingest/directory-collector.test.ts",
  "test/ingest/replay-rejects.test.ts",
  "test/ingest/unmounted-vault.test.ts",
  "test/verifiers/asked/asked-verifications.test.ts",
  "test/verifiers/report/start-reports.test.ts",
  "test/verifiers/requests/request-rows.test.ts",
  "test/verifiers/rereading.test.ts",
  "test/slow/verifiers/draws.test.ts",
  "test/slow/verifiers/rounds.test.ts",
  "test/slow/verifiers/verification.test.ts",
];
const MIGRATIONS = ["alerts", "app", "ingest", "verifiers"].map((folder) => `${folder}/**/*.sql`);
const WRITTEN = "SELECT relname FROM pg_stat_user_tables WHERE n_tup_ins > 0";

const PATIENCE = { timeout: 900_000 };

const run = promisify(execFile);
const missing = missingPostgres(process.env);

describe.skipIf(missing !== null)(`stages whose state is in PostgreSQL ${missing ?? ""}`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  test("pass what they pass on SQLite, and write into every table", PATIENCE, async () => {
    const connection = { kind: "postgresql", ...server.connection };
    const env = { ...process.env, VIGIE_TEST_STATE: JSON.stringify(connection) };
    await run(process.execPath, [VITEST, "run", ...TESTS], { env });
    const [tables, written] = [await listTables(), await readWritten(server)];
    expect(tables.length).toBeGreaterThan(0);
    // What else comes to keep state is to be tested here too.
    expect(tables.filter((name) => !written.has(name))).toEqual([]);
  });
});

/** The tables that migrations of the state make. */
async function listTables(): Promise<readonly string[]> {
  const files = await Array.fromAsync(glob(MIGRATIONS, { cwd: ROOT }));
  const sql = (await Promise.all(files.map((file) => readFile(join(ROOT, file), "utf8")))).join();
  const named = (pattern: RegExp) => [...sql.matchAll(pattern)].map(([, name = ""]) => name);
  const renamed = new Set(named(/^ALTER TABLE (\w+) RENAME TO/gm));
  return named(/^CREATE TABLE (\w+)/gm).filter((name) => !renamed.has(name));
}

/** The tables into which a test wrote. */
async function readWritten({ ask }: TestPostgres): Promise<ReadonlySet<string>> {
  const databases = await ask("SELECT datname FROM pg_database WHERE datname LIKE 'test%'");
  const names = new Set<string>();
  // One after another: the server takes a hundred clients, and the tests make more databases.
  for (const { datname } of databases)
    for (const { relname } of await ask(WRITTEN, String(datname))) names.add(String(relname));
  return names;
}
