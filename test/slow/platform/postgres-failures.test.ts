import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { openPostgresState } from "../../../platform/state/postgres/open-postgres-state.ts";
import type { PostgresConnection } from "../../../platform/state/postgres/open-sessions.ts";
import type { StateStore } from "../../../platform/state/state-store.ts";
import { findFreePort } from "../../services/find-free-port.ts";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";

const missing = missingPostgres(process.env);
const NOTES = { name: "0001", sql: "create table notes (id bigint primary key)" };
const COUNT = "select count(*) as notes from notes";

describe.skipIf(missing !== null)(`openPostgresState() ${missing ?? ""}`, () => {
  let server: TestPostgres;
  let connection: PostgresConnection;
  const states: StateStore[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    connection = await server.createDatabase();
  });
  afterEach(async () => {
    for (const state of states.splice(0)) await state.close();
  });
  afterAll(() => server?.remove());

  async function open(changes: Partial<PostgresConnection> = {}): Promise<StateStore> {
    const state = await openPostgresState({ ...connection, ...changes });
    states.push(state);
    return state;
  }

  test.each([
    ["a wrong password", { password: "wrong" }, "password"],
    ["an unknown user", { user: "nobody" }, "pg_hba.conf"],
    ["a database that is not there", { database: "absent" }, "create it"],
  ])("says at once what to do about %s, which time does not heal", async (_, changes, hint) => {
    const failure = await open(changes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OperatingError);
    expect(failure).toMatchObject({ retryable: false, hint: expect.stringContaining(hint) });
    expect(String(failure)).not.toContain(connection.password);
  });

  test("says where nobody answers, and that it may be tried again", async () => {
    const port = await findFreePort();
    const failure = await open({ port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OperatingError);
    expect(failure).toMatchObject({
      retryable: true,
      message: expect.stringContaining(`127.0.0.1:${port}`),
      hint: expect.stringContaining("check that PostgreSQL runs"),
    });
  });

  test("refuses a database that cannot keep every character", async () => {
    const latin = await server.createDatabase("ENCODING LATIN1 LOCALE 'C' TEMPLATE template0");
    await expect(open(latin)).rejects.toMatchObject({
      retryable: false,
      hint: expect.stringContaining("UTF8"),
    });
  });

  test("a mistake in our own SQL is not taken for an operating error", async () => {
    const state = await open();
    const failure = await state
      .transact(({ all }) => all("select nonsense from nowhere"))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(OperatingError);
  });

  test("a database that only reads for now may be tried again", async () => {
    const reading = await server.createDatabase();
    await server.ask(`ALTER DATABASE ${reading.database} SET default_transaction_read_only = on`);
    const state = await open(reading);
    await expect(state.migrate([NOTES])).rejects.toMatchObject({
      retryable: true,
      hint: expect.stringContaining("primary"),
    });
  });

  test("a session that the server ends within a transaction leaves nothing, and the next is well", async () => {
    const own = await server.createDatabase();
    const state = await open(own);
    await state.migrate([NOTES]);
    const failed = state.transact(async ({ run, all }) => {
      await run("insert into notes values (1)");
      const [row] = await all("select pg_backend_pid() as pid");
      await server.ask(`SELECT pg_terminate_backend(${row?.["pid"]})`);
      await run("insert into notes values (2)");
    });
    await expect(failed).rejects.toMatchObject({ name: "OperatingError", retryable: true });
    expect(await state.transact(({ all }) => all(COUNT))).toEqual([{ notes: 0 }]);
  });

  test("a server that crashes within a transaction loses it, not what was committed", async () => {
    const own = await server.createDatabase();
    const state = await open(own);
    await state.migrate([NOTES]);
    await state.transact(({ run }) => run("insert into notes values (1)"));
    const failed = state.transact(async ({ run }) => {
      await run("insert into notes values (2)");
      await server.crash();
      await run("insert into notes values (3)");
    });
    await expect(failed).rejects.toMatchObject({ name: "OperatingError", retryable: true });
    const meanwhile = state.transact(({ all }) => all(COUNT));
    await expect(meanwhile).rejects.toMatchObject({ name: "OperatingError", retryable: true });
    await server.restart();
    expect(await state.transact(({ all }) => all(COUNT))).toEqual([{ notes: 1 }]);
  });

  test("more transactions at once than connections all get their turn", async () => {
    const own = await server.createDatabase();
    const state = await open(own);
    await state.migrate([NOTES]);
    const writes = Array.from({ length: 100 }, (_, id) =>
      state.transact(({ run }) => run("insert into notes values (?)", id)),
    );
    await Promise.all(writes);
    expect(await state.transact(({ all }) => all(COUNT))).toEqual([{ notes: 100 }]);
  });

  test("refuses a server that speaks no TLS where TLS is asked for", async () => {
    await expect(open({ tls: true })).rejects.toMatchObject({
      name: "OperatingError",
      hint: expect.stringContaining("TLS"),
    });
  });
});

describe.skipIf(missing !== null)(`openPostgresState() over TLS ${missing ?? ""}`, () => {
  let server: TestPostgres;
  let connection: PostgresConnection;
  beforeAll(async () => {
    server = await startPostgres({ tls: true });
    connection = await server.createDatabase();
  });
  afterAll(() => server?.remove());

  test("checks the server's certificate against the authority that it is given", async () => {
    const state = await openPostgresState({
      ...connection,
      tls: { ca: await readFile(server.certificateFile, "utf8") },
    });
    const sql = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    expect(await state.transact(({ all }) => all(sql))).toEqual([{ ssl: 1 }]);
    await state.close();
  });

  test("refuses a certificate that no authority it knows has signed", async () => {
    await expect(openPostgresState({ ...connection, tls: true })).rejects.toMatchObject({
      name: "OperatingError",
      retryable: false,
      hint: expect.stringContaining("state.tls.ca"),
    });
  });

  test("refuses the certificate of another host", async () => {
    const tls = { ca: await readFile(server.certificateFile, "utf8") };
    const failed = openPostgresState({ ...connection, host: "localhost", tls });
    await expect(failed).rejects.toMatchObject({ name: "OperatingError", retryable: false });
  });
});
