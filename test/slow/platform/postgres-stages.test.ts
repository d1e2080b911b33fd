import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";

const VITEST = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));
/** The tests of all that keeps state; nothing in them knows which engine does. */
const TESTS = [
  "test/alerts/retention.test.ts",
  "test/alerts/start-alerts.test.ts",
  "test/app/access/audit.test.ts",
  "test/app/access/session.test.ts",
  "test/ingest/acceptor.test.ts",
  "test/ingest/claims.test.ts",
  "test/ingest/directory-collector.test.ts",
  "test/verifiers/rereading.test.ts",
  "test/verifiers/report/start-reports.test.ts",
  "test/slow/verifiers/verification.test.ts",
];
/** Of each of them, so that none can have used a file instead. */
const TABLES = [
  "access_tokens",
  "access_sessions",
  "access_audit",
  "outbox",
  "ingest_identities",
  "directory_copies",
  "weekly_reports",
  "verification_proofs",
  "copy_readings",
  "reread_budgets",
];

const TABLE_NAMES = "SELECT relname FROM pg_class WHERE relkind = 'r'";

const run = promisify(execFile);
const missing = missingPostgres(process.env);

describe.skipIf(missing !== null)(`stages whose state is in PostgreSQL ${missing ?? ""}`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  test("pass the tests that they pass on SQLite", async () => {
    const connection = { kind: "postgresql", ...server.connection };
    const env = { ...process.env, VIGIE_TEST_STATE: JSON.stringify(connection) };
    await run(process.execPath, [VITEST, "run", ...TESTS], { env });
    expect(await readTables(server)).toEqual(expect.arrayContaining(TABLES));
  });
});

/** The names of the tables in all of the tests' databases. */
async function readTables({ ask }: TestPostgres): Promise<readonly unknown[]> {
  const databases = await ask("SELECT datname FROM pg_database WHERE datname LIKE 'test%'");
  const names: unknown[] = [];
  // One after another: the server takes a hundred clients, and the tests make more databases.
  for (const { datname } of databases)
    for (const { relname } of await ask(TABLE_NAMES, String(datname))) names.push(relname);
  return names;
}
