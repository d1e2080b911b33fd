import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";

const FOLDER = "../../../verifiers/sandboxes/postgresql/base-backup/";
const [OF_DATABASE, OF_COLUMNS] = ["other-collation.sql", "other-column-collation.sql"].map(
  (name) => readFileSync(new URL(`${FOLDER}${name}`, import.meta.url), "utf8"),
);
const ICU = "und-x-icu";

const missing = missingPostgres(process.env);

describe.skipIf(missing)(`collations of another version${missing ? ` (${missing})` : ""}`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  const found = async (sql = "") => (await server.ask(sql)).length;
  const setVersion = (version: string) =>
    server.ask(`UPDATE pg_collation SET collversion = ${version} WHERE collname = '${ICU}'`);

  test("are none where the same machine sorted", async () => {
    expect(await found(OF_DATABASE)).toBe(0);
    expect(await found(OF_COLUMNS)).toBe(0);
  });

  test("count where a column has one of them", async () => {
    await setVersion("'0.1'");
    expect(await found(OF_COLUMNS)).toBe(0);
    await server.ask(`CREATE TABLE visits (host text COLLATE "${ICU}")`);
    expect(await found(OF_COLUMNS)).toBe(1);
    await setVersion("pg_collation_actual_version(oid)");
    expect(await found(OF_COLUMNS)).toBe(0);
  });
});
