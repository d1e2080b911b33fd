import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stateMigrations } from "../../../app/own-backup/state-migrations.ts";
import { copyDatabase } from "../../../platform/sqlite/copy-database.ts";
import { Database } from "../../../platform/sqlite/database.ts";
import { migrateDatabase } from "../../../platform/sqlite/migrate-database.ts";
import { copyPostgresState } from "../../../platform/state/postgres/copy-postgres-state.ts";
import {
  fillPostgresState,
  refuseUsedPostgres,
} from "../../../platform/state/postgres/fill-postgres-state.ts";
import { openPostgresState } from "../../../platform/state/postgres/open-postgres-state.ts";
import type { PostgresConnection } from "../../../platform/state/postgres/open-sessions.ts";
import { readStateTables } from "../../../platform/state/state-tables.ts";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";

const ROWS = 1_203;
const HUGE = 2n ** 60n + 1n;
const TEXT = "é 😀 \n \\ ' \"";
const missing = missingPostgres(process.env);
const migrations = stateMigrations();
const choose = () => migrations;
const BYTES = {
  name: "zz-bytes",
  sql: "CREATE TABLE pieces (a TEXT, b BIGINT, bytes BYTEA, PRIMARY KEY (b, a));",
};

describe.skipIf(missing !== null)(`a state copied out of PostgreSQL ${missing ?? ""}`, () => {
  let server: TestPostgres;
  let connection: PostgresConnection;
  let directory: string;
  const place = (name: string) => join(directory, name);

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    connection = await server.createDatabase();
    directory = await mkdtemp(join(tmpdir(), "vigie-copied-state-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** A state of SQLite in which every table of Vigie has rows. */
  function makeState(file: string, rows = ROWS, all = migrations): void {
    const database = new Database(file);
    migrateDatabase(database, all);
    for (const { table, columns } of readStateTables(database)) {
      const types = new Map(
        database
          .all("select name, type from pragma_table_info(?)", table)
          .map(({ name, type }) => [String(name), String(type).toUpperCase()]),
      );
      const places = columns.map(() => "?").join(", ");
      database.transact(() => {
        for (let row = 0; row < rows; row++)
          database.run(
            `insert into ${table} values (${places})`,
            ...columns.map((column) => makeValue(column, `${types.get(column)}`, row)),
          );
      });
    }
    database.close();
  }

  function makeValue(column: string, type: string, row: number) {
    if (type === "BYTEA") return new Uint8Array([0, row % 256, 255]);
    if (type === "INTEGER") return row;
    if (type === "BIGINT") return HUGE - BigInt(row);
    if (column === "status") return "open";
    return row % 7 === 3 && column === "fallbacks" ? null : `${row} ${TEXT}`;
  }

  function readAll(file: string) {
    const database = new Database(file, { bigints: true });
    const tables = readStateTables(database).map(({ table, key }) => [
      table,
      database.all(`select * from ${table} order by ${key.join(", ")}`),
    ]);
    const made = database.all("select name, sha256 from migrations order by name");
    database.close();
    return { tables: Object.fromEntries(tables), made };
  }

  const fill = (from: string, replaces = false, known = migrations) =>
    fillPostgresState(connection, { from, migrations: known, replaces });

  test("and brought back into it has every row of every table as it was", async () => {
    const known = [...migrations, BYTES];
    makeState(place("made"), ROWS, known);
    await fill(place("made"), false, known);
    await copyPostgresState(connection, { to: place("copied"), choose: () => known });
    const made = readAll(place("made"));
    expect(Object.keys(made.tables).length).toBeGreaterThan(20);
    for (const rows of Object.values(made.tables)) expect(rows).toHaveLength(ROWS);
    expect(readAll(place("copied"))).toEqual(made);
  });

  test("is as it was at one instant, though it changes meanwhile", async () => {
    makeState(place("made"));
    await fill(place("made"));
    const state = await openPostgresState(connection);
    let changing: Promise<unknown> | undefined;
    await copyPostgresState(connection, {
      to: place("copied"),
      choose,
      onRows: () => {
        changing ??= state.transact(async ({ run }) => {
          for (const table of ["weekly_reports", "verification_proofs", "told", "silences"])
            await run(`DELETE FROM ${table}`);
        });
      },
    });
    await changing;
    await state.close();
    expect(readAll(place("copied"))).toEqual(readAll(place("made")));
    await copyPostgresState(connection, { to: place("later"), choose });
    expect(readAll(place("later")).tables["silences"]).toEqual([]);
  });

  test("comes back as far as it was migrated, and is migrated on from there", async () => {
    const older = migrations.filter(({ name }) => name < "alerts/0006");
    makeState(place("made"), 3, older);
    await fill(place("made"));
    const state = await openPostgresState(connection);
    expect(await state.listMigrations()).toEqual(older.map(({ name }) => name));
    await state.migrate(migrations);
    expect(await state.transact(({ all }) => all("SELECT written FROM incidents"))).toEqual(
      [1, 1, 1].map((written) => ({ written })),
    );
    await state.close();
  });

  test("is not brought into a database that has one, unless an earlier try left it", async () => {
    makeState(place("made"), 5);
    await refuseUsedPostgres(connection);
    await fill(place("made"));
    await expect(refuseUsedPostgres(connection)).rejects.toThrow("has a state of Vigie already");
    await expect(fill(place("made"))).rejects.toMatchObject({
      message: expect.stringContaining(connection.database),
      hint: expect.stringContaining("create another database"),
    });
    await fill(place("made"), true);
    await copyPostgresState(connection, { to: place("copied"), choose });
    expect(readAll(place("copied"))).toEqual(readAll(place("made")));
  });

  test("leaves nothing behind where it fails amid it", async () => {
    makeState(place("made"), 5);
    copyDatabase(place("made"), place("cut"));
    const cut = new Database(place("cut"));
    cut.exec("pragma foreign_keys = off");
    cut.run("delete from incidents where rowid = 2");
    cut.close();
    await expect(fill(place("cut"))).rejects.toThrow("foreign key");
    await refuseUsedPostgres(connection);
    expect(
      await server.ask(
        "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'",
        connection.database,
      ),
    ).toEqual([{ n: 0 }]);
  });

  test("says so where the user may not make tables", async () => {
    makeState(place("made"), 1);
    await server.ask("CREATE ROLE reader LOGIN PASSWORD 'reader'", connection.database);
    const reader = { ...connection, user: "reader", password: "reader" };
    await expect(
      fillPostgresState(reader, { from: place("made"), migrations, replaces: false }),
    ).rejects.toMatchObject({ name: "OperatingError", hint: expect.stringContaining("CREATE") });
  });
});
