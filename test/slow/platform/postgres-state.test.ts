import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgresState } from "../../../platform/state/postgres/open-postgres-state.ts";
import { describeStateStore } from "../../platform/state/describe-state-store.ts";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";
import { describeStateProcesses } from "./describe-state-processes.ts";

const missing = missingPostgres(process.env);
const nothing = async () => {};
let server: TestPostgres;

describe.skipIf(missing !== null)(`on a real PostgreSQL ${missing ?? ""}`, () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  describeStateStore("PostgreSQL", async () => {
    const connection = await server.createDatabase();
    return {
      open: () => openPostgresState(connection),
      remove: nothing,
      syncLevel: "show synchronous_commit",
    };
  });

  test("fails a statement whose answer has a type that no state has, and goes on", async () => {
    const state = await openPostgresState(await server.createDatabase());
    const ask = (sql: string) => state.transact(({ all }) => all(sql));
    await expect(ask("SELECT sum(n::bigint) AS n FROM (VALUES (1)) AS v (n)")).rejects.toThrow(
      "PostgreSQL returned a value of the type 1700, which no state has",
    );
    expect(await ask("SELECT 1 AS n")).toEqual([{ n: 1 }]);
    await state.close();
  });

  describeStateProcesses("PostgreSQL", async () => {
    const connection = await server.createDatabase();
    return { connection: { kind: "postgresql", ...connection }, remove: nothing };
  });
});
