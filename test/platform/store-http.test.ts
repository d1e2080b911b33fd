import { stat } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, openServedStore, type ServedStore } from "./open-served-store.ts";

let served: ServedStore;

beforeAll(async () => {
  served = await openServedStore();
}, 60_000);

afterAll(() => served.close());

const ask = (sql: string, asked?: Asked) => served.ask(sql, asked);

describe("the store's HTTP interface", () => {
  it("answers a ping without a token, and nothing else", async () => {
    const ping = await fetch(`${served.store.url}/ping`);
    expect([ping.status, await ping.text()]).toEqual([200, "Ok.\n"]);
    const basic = (password: string) => `Basic ${btoa(`default:${password}`)}`;
    const wrong = [
      {},
      { Authorization: "Bearer wrong" },
      { Authorization: "Bearer " },
      { Authorization: basic("") },
      { Authorization: basic("wrong") },
      { "X-ClickHouse-Key": "wrong" },
    ];
    for (const headers of wrong) {
      const { status, code, text } = await ask("SELECT 1", { headers });
      expect({ status, code }).toEqual({ status: 401, code: "516" });
      expect(text).toContain("(AUTHENTICATION_FAILED)");
    }
  });

  it("takes its token in three ways", async () => {
    const token = `${served.store.readToken}`;
    const right = [
      { Authorization: `Bearer ${token}` },
      { Authorization: `Basic ${btoa(`default:${token}`)}` },
      { "X-ClickHouse-Key": token },
    ];
    for (const headers of right) expect((await ask("SELECT 1", { headers })).text).toBe("1\n");
  });

  it("answers with ClickHouse's headers", async () => {
    const search = { query_id: "mine", default_format: "JSON" };
    const { headers, text } = await ask("SELECT 18446744073709551615 AS n", { search });
    expect(headers.get("X-ClickHouse-Query-Id")).toBe("mine");
    expect(headers.get("X-ClickHouse-Format")).toBe("JSON");
    expect(headers.get("X-ClickHouse-Timezone")).toBe("UTC");
    expect(headers.get("X-ClickHouse-Server-Display-Name")).toBe("vigie");
    expect(headers.get("Content-Type")).toBe("application/json; charset=UTF-8");
    expect(JSON.parse(`${headers.get("X-ClickHouse-Summary")}`)).toHaveProperty("elapsed_ns");
    expect(JSON.parse(text)).toMatchObject({ rows: 1, meta: [{ name: "n", type: "UInt64" }] });
  });

  it("gives one document in every format, however long the result", async () => {
    const sql = "SELECT number AS n FROM numbers(300000)";
    expect(JSON.parse((await ask(`${sql} FORMAT JSON`)).text).data).toHaveLength(300_000);
    const named = (await ask(`${sql} FORMAT CSVWithNames`)).text.trim().split("\n");
    expect(named.filter((line) => line === '"n"')).toHaveLength(1);
    expect((await ask(sql)).text.trim().split("\n")).toHaveLength(300_000);
  });

  it("takes a query by URL, and its data by body", async () => {
    const headers = { Authorization: `Bearer ${served.store.writeToken}` };
    const query = "INSERT INTO reject_rows (id, reason) FORMAT JSONEachRow";
    const { status, text } = await ask('{"id":"1","reason":"é"}\n', { headers, search: { query } });
    expect(status, text).toBe(200);
    const search = { query: "SELECT reason FROM rejects WHERE id = {id:String}", param_id: "1" };
    expect((await ask("", { search })).text).toBe("é\n");
    const get = await fetch(`${served.store.url}/?${new URLSearchParams(search)}`, {
      headers: { "X-ClickHouse-Key": `${served.store.readToken}` },
    });
    expect(await get.text()).toBe("é\n");
  });

  it.each([
    ["", 400, "62"],
    ["SELEC 1", 400, "62"],
    ["SELECT * FROM no_such_table", 404, "60"],
    ["SELECT no_such_column", 404, "47"],
    ["INSERT INTO no_such_table FORMAT JSONEachRow\n{}", 404, "60"],
    ['INSERT INTO reject_rows FORMAT JSONEachRow\n{"id":', 400, "26"],
  ])("tells what is wrong with %j", async (sql, status, code) => {
    const headers = { Authorization: `Bearer ${served.store.writeToken}` };
    const answer = await ask(sql, { headers });
    expect({ status: answer.status, code: answer.code }, answer.text).toEqual({ status, code });
    expect(answer.text).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `));
  });

  it("cuts a response whose statement fails in the middle", async () => {
    const sql = "SELECT throwIf(number = 900000) FROM numbers(1000000)";
    const headers = { "X-ClickHouse-Key": `${served.store.writeToken}` };
    await expect(ask(sql, { headers })).rejects.toThrow();
  });

  it("goes on while a question of its reader is planned", async () => {
    let isAnswered = false;
    const sql = "SELECT arrayCount(x -> cityHash64(x) % 7 = 1, range(30000000)) FROM reject_rows";
    const answer = ask(sql).finally(() => {
      isAnswered = true;
    });
    let pings = 0;
    for (; !isAnswered; pings++) await (await fetch(`${served.store.url}/ping`)).text();
    expect((await answer).status).toBe(200);
    expect(pings).toBeGreaterThan(30);
  });

  it("stops a statement whose client is gone", async () => {
    const gone = new AbortController();
    const scan = fetch(`${served.store.url}/`, {
      method: "POST",
      headers: { "X-ClickHouse-Key": `${served.store.writeToken}` },
      body: "SELECT max(sipHash64(number)) FROM numbers(1000000000000)",
      signal: gone.signal,
    });
    gone.abort();
    await expect(scan).rejects.toThrow();
    const headers = { "X-ClickHouse-Key": `${served.store.writeToken}` };
    expect((await ask("SELECT 1", { headers })).text).toBe("1\n");
  });

  it("takes a body that is packed, and refuses one that is not what it says", async () => {
    const send = async (body: Uint8Array<ArrayBuffer>, encoding: string) => {
      const response = await fetch(`${served.store.url}/`, {
        method: "POST",
        headers: {
          "X-ClickHouse-Key": `${served.store.readToken}`,
          "Content-Encoding": encoding,
        },
        body,
      });
      return [response.headers.get("X-ClickHouse-Exception-Code"), await response.text()];
    };
    expect(await send(new Uint8Array(gzipSync("SELECT 1")), "gzip")).toEqual([null, "1\n"]);
    expect((await send(new Uint8Array([1, 2, 3]), "gzip"))[0]).toBe("36");
    expect((await send(new Uint8Array([0xff, 0xfe]), "gzip"))[0]).toBe("36");
    expect((await send(new Uint8Array([1]), "zstd"))[0]).toBe("48");
  });

  it("keeps its token for reading to its own account", async () => {
    const { mode } = await stat(join(served.directory, "store", "owner.json"));
    expect(mode & 0o777).toBe(0o600);
  });
});
