import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../app/config/load-config.ts";
import { logConnection } from "../../app/config/log-connection.ts";
import { stateConnection } from "../../app/config/state-connection.ts";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { openLog } from "../../platform/log/open-log.ts";
import { openState } from "../../platform/state/open-state.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { FirstRun } from "../compose/first-run.ts";
import { startComposeKafka } from "../compose/start-compose-kafka.ts";
import { missingJava } from "../services/kafka/missing-kafka.ts";
import { askPostgres } from "../services/postgres/ask-postgres.ts";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../services/postgres/start-postgres.ts";

const ROOT = new URL("../../", import.meta.url);
const run = promisify(execFile);
const missing = [missingJava(process.env), missingPostgres(process.env)].find(Boolean) ?? null;

/** compose/vigie.yaml with the secrets of another first run, and servers where they are here. */
function configOf(secrets: FirstRun, moved: readonly (readonly [string, string])[]) {
  const text = moved.reduce(
    (text, [from, to]) => text.replace(from, to),
    readFileSync(new URL("compose/vigie.yaml", ROOT), "utf8"),
  );
  const file = join(secrets.directory, "vigie.yaml");
  return loadConfig({ file, text: text.replaceAll("/run/secrets/", `${secrets.secretPath("")}/`) });
}

describe.skipIf(missing)(`docker-compose.yml's${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const firstRun = new FirstRun();
  const stranger = new FirstRun();
  afterAll(() => {
    firstRun[Symbol.dispose]();
    stranger[Symbol.dispose]();
  });

  describe("Kafka", () => {
    let kafka: Awaited<ReturnType<typeof startComposeKafka>>;
    beforeAll(async () => {
      kafka = await startComposeKafka(firstRun.secretPath("log"));
    });
    afterAll(() => kafka?.remove());

    function open(secrets: FirstRun): Promise<EventLog> {
      const config = configOf(secrets, [["kafka:9092", kafka.address]]);
      return openLog(logConnection(config, {}), {
        clock: createSystemClock(),
        logger: pino({ level: "silent" }),
        topics: [TOPICS.events],
      });
    }

    test("lets in who has the secret, and keeps what it was given when it starts again", async () => {
      const before = await open(firstRun);
      await before.append(TOPICS.events, [{ key: "k", value: "kept" }]);
      await before.close();
      await kafka.restart();
      const after = await open(firstRun);
      const records = await Array.fromAsync(after.replay(TOPICS.events));
      await after.close();
      expect(records.map(({ value }) => value)).toEqual(["kept"]);
    });

    test("refuses who has another", async () => {
      await expect(open(stranger)).rejects.toMatchObject({
        name: "OperatingError",
        message: expect.stringContaining("refuses the credentials"),
      });
    });

    test("is called healthy, by files that nobody else may read", async () => {
      await kafka.checkHealth();
      for (const name of ["server.properties", "client.properties"])
        expect(statSync(join(kafka.made, name)).mode & 0o777).toBe(0o600);
    });
  });

  describe("PostgreSQL", () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await startPostgres({ user: "postgres" });
      const { host, port, user, password } = server.connection;
      await run("sh", [new URL("compose/postgres/create-vigie.sh", ROOT).pathname], {
        env: {
          ...{ PATH: process.env["PATH"], PGHOST: host, PGPORT: `${port}`, PGPASSWORD: password },
          ...{ POSTGRES_USER: user, STATE_SECRET: firstRun.secretPath("state") },
        },
      });
    });
    afterAll(() => server?.remove());

    function connectionFor(secrets: FirstRun) {
      const { host, port } = server.connection;
      const config = configOf(secrets, [["host: postgres", `host: ${host}\n  port: ${port}`]]);
      return stateConnection(config, {});
    }

    test("lets in who has the secret, to keep the state", async () => {
      const state = await openState(connectionFor(firstRun));
      await state.migrate([{ name: "0001", sql: "create table notes (id bigint primary key)" }]);
      await state.close();
    });

    test("refuses who has another", async () => {
      await expect(openState(connectionFor(stranger))).rejects.toMatchObject({
        name: "OperatingError",
        hint: expect.stringContaining("password"),
      });
    });

    test("gives Vigie its own database, and no right beyond", async () => {
      const [role] = await server.ask(
        "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'vigie'",
      );
      expect(role).toEqual({ rolsuper: false, rolcreatedb: false, rolcreaterole: false });
      await server.ask("CREATE ROLE other LOGIN PASSWORD 'another password of the tests'");
      const other = { user: "other", password: "another password of the tests" };
      const asking = askPostgres({ ...server.connection, ...other, database: "vigie" }, "SELECT 1");
      await expect(asking).rejects.toThrow("permission denied");
    });
  });
});
