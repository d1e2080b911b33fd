import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { type OpenedStore, openStore } from "../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";

const HELLO = "SELECT displayName(), version(), revision(), timezone()";
const TOKEN = "for Grafana";

let directory: string;
let store: OpenedStore;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-readers-"));
  const readers = { host: "127.0.0.1", port: 0, token: TOKEN };
  store = await openStore({
    connection: { kind: "embedded", directory: join(directory, "store"), readers },
    clock: createSimulatedClock(0),
    logger: createLogger({ level: "error", destination: process.stderr }),
  });
  await migrateStore(store.writer, clickhouseMigrations());
}, 60_000);
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

type Asked = { readonly token?: string | null; readonly search?: Readonly<Record<string, string>> };

function ask(sql: string, { token = TOKEN, search = {} }: Asked = {}): Promise<Response> {
  return fetch(`${store.readersUrl}/?${new URLSearchParams(search)}`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`grafana:${token}`)}` },
    body: sql,
  });
}

describe("the listener for readers", () => {
  test("answers who has its secret, whatever name he gives", async () => {
    expect(await (await ask("SELECT count() FROM series_states")).text()).toBe("0\n");
  });

  test.each(["readToken", "writeToken"] as const)("knows nothing of the %s", async (name) => {
    expect((await ask("SELECT 1", { token: store[name] })).status).toBe(401);
  });

  test.each([
    "INSERT INTO reject_rows (id) VALUES ('1')",
    "DROP TABLE reject_rows",
    "SET max_execution_time = 0",
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT file('/etc/passwd')",
    "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
    "SELECT * FROM system.processes",
    "SELECT 1 INTO OUTFILE '/tmp/out'",
    "SELECT 1; SELECT 2",
  ])("refuses %s", async (sql) => {
    const response = await ask(sql);
    expect([response.ok, response.headers.get("X-ClickHouse-Exception-Code")]).toEqual([
      false,
      "164",
    ]);
  });

  test("stops at its bounds, though longer is asked for", async () => {
    const search = { max_execution_time: "3600", max_memory_usage: "2000000" };
    const response = await ask("SELECT groupArray(number) FROM numbers(10000000)", { search });
    expect(response.headers.get("X-ClickHouse-Exception-Code")).toBe("241");
  });
});

describe("the process that answers readers", () => {
  /** Worked out by the engine before it reads anything. */
  const SLOW = `SELECT ${[1, 2, 3, 4]
    .map((n) => `arrayCount(x -> cityHash64(x) % 7 = ${n}, range(10000000))`)
    .join(" + ")} FROM reject_rows`;

  test("goes on while a question is planned, however it is asked", async () => {
    for (const sql of [SLOW, `SELECT * FROM (${SLOW})`]) {
      let isAnswered = false;
      const answer = ask(sql).finally(() => {
        isAnswered = true;
      });
      let pings = 0;
      for (; !isAnswered; pings++) await (await fetch(`${store.readersUrl}/ping`)).text();
      expect((await answer).status).toBe(200);
      // Held up, it answers one or two.
      expect(pings, sql).toBeGreaterThan(5);
    }
  }, 30_000);

  test("keeps a slot for Vigie's own questions while readers ask many", async () => {
    const answers: string[] = [];
    const slow = Array.from({ length: 4 }, (_, at) => ask(SLOW).then(() => answers.push(`${at}`)));
    await fetch(`${store.readersUrl}/ping`);
    await store.people.query("SELECT 1", {}, z.unknown());
    expect(answers.length).toBeLessThan(2);
    await Promise.all(slow);
  }, 30_000);

  test.each([
    ["in its body", (sql: string) => ask(sql)],
    ["packed", (sql: string) => askPacked(gzipSync(sql))],
  ])("reads no question longer than the engine's own bound %s", async (_where, send) => {
    const ofBytes = (bytes: number) => `SELECT length('${"x".repeat(bytes - 17)}')`;
    const fits = await send(ofBytes(262_144));
    expect([fits.status, await fits.text()]).toEqual([200, `${262_144 - 17}\n`]);
    const tooLong = await send(ofBytes(262_145));
    expect(tooLong.ok).toBe(false);
    expect(await tooLong.text()).toMatch(/exceeds 262144 bytes|too large unpacked/);
  });

  test("refuses a name that is no function's at once, however long", async () => {
    const response = await ask(`SELECT sum${"If".repeat(100_000)}(1)`);
    expect(response.headers.get("X-ClickHouse-Exception-Code")).toBe("164");
  });

  function askPacked(body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const headers = {
      Authorization: `Basic ${btoa(`grafana:${TOKEN}`)}`,
      "Content-Encoding": "gzip",
    };
    return fetch(`${store.readersUrl}/`, { method: "POST", headers, body });
  }
});

describe("the greeting of clickhouse-go", () => {
  const greet = async (revision: number) => {
    const search = { default_format: "Native", client_protocol_version: `${revision}` };
    return Buffer.from(await (await ask(HELLO, { search })).arrayBuffer());
  };
  const columnOf = (name: string, type: string) =>
    Buffer.concat([name, type].map((text) => Buffer.from([text.length, ...Buffer.from(text)])));

  test("is answered in the client's revision, and names revision 0 for all that follows", async () => {
    const answer = await greet(54_460);
    expect([...answer.subarray(0, 10)]).toEqual([1, 0, 2, 255, 255, 255, 255, 0, 4, 1]);
    const revision = columnOf("revision()", "UInt32");
    const at = answer.indexOf(revision) + revision.length;
    expect([...answer.subarray(at, at + 5)]).toEqual([0, 0, 0, 0, 0]);
  });

  test("has no more than revision 0 has where the client names none", async () => {
    const answer = await greet(0);
    expect([...answer.subarray(0, 2)]).toEqual([4, 1]);
    const name = columnOf("displayName()", "String");
    expect(answer.subarray(2, 2 + name.length).equals(name)).toBe(true);
    expect(answer.subarray(2 + name.length, 8 + name.length).toString()).toBe("\x05vigie");
  });

  test("is not given without the secret", async () => {
    const search = { default_format: "Native", client_protocol_version: "54460" };
    expect((await ask(HELLO, { token: "wrong", search })).status).toBe(401);
  });
});
