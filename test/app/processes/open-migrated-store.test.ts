import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { openPeople } from "../../../app/commands/open-people.ts";
import { loadConfig } from "../../../app/config/load-config.ts";
import { openMigratedStore } from "../../../app/processes/open-migrated-store.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { type OpenedStore, openStore } from "../../../platform/store/open-store.ts";

const clock = createSimulatedClock(0);
const logger = pino({ level: "silent" });

/** The embedded engine serves ClickHouse's HTTP interface: to this process it is a server. */
let directory: string;
let server: OpenedStore;
let environment: Readonly<Record<string, string>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-server-"));
  server = await openStore({ connection: { kind: "embedded", directory }, clock, logger });
  environment = { WRITING: `${server.writeToken}`, READING: `${server.readToken}` };
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

function read(rest: string) {
  return loadConfig({
    file: join(directory, "vigie.yaml"),
    text: `store: { kind: clickhouse, url: "${server.url}", ${rest} }`,
  });
}

describe("a store on a ClickHouse server", () => {
  test("gets its tables, and answers the commands", async () => {
    const config = read("password: { env: WRITING }");
    const store = await openMigratedStore({ config, clock, logger, environment });
    await store.writer.insert("reject_rows", [{ id: "1", fault: "not-json" }]);
    await store.close();
    await using people = await openPeople(config, environment);
    const sql = "SELECT id, fault FROM rejects";
    const rows = await people.store.query(sql, {}, z.unknown());
    expect(rows).toEqual([{ id: "1", fault: "not-json" }]);
  });

  test("keeps its events for as long as the configuration says", async () => {
    const config = read("password: { env: WRITING }, keep: 400d");
    await (await openMigratedStore({ config, clock, logger, environment })).close();
    const sql = "SHOW CREATE TABLE event_rows";
    const [shown] = await server.verdicts.query(sql, {}, z.object({ statement: z.string() }));
    expect(shown?.statement).toContain("TTL toDateTime(time) + toIntervalSecond(34560000)");
  });

  test("is asked with a user that may only read, by commands", async () => {
    await using people = await openPeople(read("password: { env: READING }"), environment);
    const rows = await people.store.query("SELECT count() AS n FROM events", {}, z.unknown());
    expect(rows).toEqual([{ n: "0" }]);
  });

  test("is refused with a password that is wrong or not there", async () => {
    const open = (rest: string, given: Readonly<Record<string, string>>) =>
      openMigratedStore({ config: read(rest), clock, logger, environment: given });
    await expect(open("password: { env: NONE }", {})).rejects.toThrow(/NONE is not set/);
    const wrong = { WRITING: "wrong" };
    await expect(open("password: { env: WRITING }", wrong)).rejects.toThrow(/516/);
  });
});
