import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";

const VITEST = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));
const missing = missingPostgres(process.env);

/** The stages' own tests, those that keep state: nothing in them knows which engine does. */
const TESTS = [
  "test/alerts/start-alerts.test.ts",
  "test/ingest/acceptor.test.ts",
  "test/ingest/directory-collector.test.ts",
  "test/ingest/ingest-lines.test.ts",
  "test/ingest/intake.test.ts",
  "test/verifiers/report/start-reports.test.ts",
  "test/slow/verifiers/verification.test.ts",
];

describe.skipIf(missing !== null)(`stages whose state is in PostgreSQL ${missing ?? ""}`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  test.each(TESTS)("%s passes", async (file) => {
    const child = spawn(process.execPath, [VITEST, "run", file], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        VIGIE_TEST_STATE: JSON.stringify({ kind: "postgresql", ...server.connection }),
      },
    });
    const [code] = await once(child, "close");
    expect(code).toBe(0);
    const databases = await server.ask("SELECT 1 FROM pg_database WHERE datname LIKE 'test%'");
    expect(databases).not.toEqual([]);
  });
});
