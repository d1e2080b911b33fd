import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { StoreConnections } from "../../platform/store/store.ts";

const ROWS = 1_000_000;
/** One million rows of some 60 bytes would need more if they were held as rows. */
const STREAM_BYTES_MAX = 400 * 1024 * 1024;
const READERS = 20;
const LONG_SCAN = "SELECT max(sipHash64(number)) AS m FROM numbers(1000000000000)";

const HOSTILE = [
  "'; DROP TABLE conformance_values; --",
  "\\",
  "\\'",
  "a\tb\nc\rd\0e",
  "{x:String}",
  "%s $1 $x",
  "é漢字🗼\u202e",
  "",
  "NULL",
  "\\N",
];

const Row = z.object({
  id: z.number(),
  big: z.string(),
  huge: z.string(),
  maybe: z.string().nullable(),
  at: z.string(),
  maybe_at: z.string().nullable(),
  word: z.string(),
  words: z.array(z.string()),
  ratio: z.number().nullable(),
  text: z.string(),
});
type Row = z.infer<typeof Row>;

const ROW: Row = {
  id: 1,
  big: "9223372036854775807",
  huge: "18446744073709551615",
  maybe: "-9223372036854775808",
  at: "2026-03-29 01:00:00.123",
  maybe_at: "2026-10-25 02:59:59.999",
  word: "vigie.copy.observed.v1",
  words: ["a", "it's", 'say "é"', "back\\slash", ""],
  ratio: 0.1,
  text: HOSTILE.join("|"),
};
const NULLS: Row = { ...ROW, id: 2, maybe: null, maybe_at: null, ratio: null, words: [] };

const TABLES = [
  "DROP TABLE IF EXISTS conformance_values",
  `CREATE TABLE conformance_values (id UInt32, big Int64, huge UInt64, maybe Nullable(Int64), at DateTime64(3, 'UTC'),
    maybe_at Nullable(DateTime64(3, 'UTC')), word LowCardinality(String), words Array(String), ratio Nullable(Float64),
    text String) ENGINE = MergeTree ORDER BY id
    SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  "DROP TABLE IF EXISTS conformance_counts",
  "CREATE TABLE conformance_counts (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1",
];

/** What every Store must do, whatever is at its other end. */
export function describeStore(name: string, open: () => Promise<StoreConnections>): void {
  describe(`the store ${name}`, () => {
    let store: StoreConnections;
    beforeAll(async () => {
      store = await open();
      for (const sql of TABLES) await store.writer.command(sql);
    });
    afterAll(() => store.close());
    describeValues(() => store);
    describeStreams(() => store);
    describeFailures(() => store);
  });
}

function describeValues(store: () => StoreConnections): void {
  it("gives back every type as it was inserted, digit by digit", async () => {
    await store().writer.insert("conformance_values", [ROW, NULLS]);
    const rows = await store().people.query(
      "SELECT * FROM conformance_values ORDER BY id",
      {},
      Row,
    );
    expect(rows).toEqual([ROW, NULLS]);
  });

  it("takes bigints and ISO instants", async () => {
    const at = "2026-03-29T01:00:00.123Z";
    await store().writer.insert("conformance_values", [{ ...ROW, id: 3, big: -(2n ** 63n), at }]);
    const sql = "SELECT * FROM conformance_values WHERE id = 3";
    const [row] = await store().verdicts.query(sql, {}, Row);
    expect(row).toEqual({ ...ROW, id: 3, big: "-9223372036854775808" });
  });

  it("refuses a row with a field that the table lacks", async () => {
    const insert = store().writer.insert("conformance_values", [{ ...ROW, unheard_of: 1 }]);
    await expect(insert).rejects.toThrow(OperatingError);
  });

  it("binds hostile parameters as values", async () => {
    const sql = "SELECT {text:String} AS text, {texts:Array(String)} AS texts";
    const row = z.object({ text: z.string(), texts: z.array(z.string()) });
    for (const text of HOSTILE.filter((each) => each !== "\\N")) {
      const rows = await store().people.query(sql, { text, texts: HOSTILE }, row);
      expect(rows).toEqual([{ text, texts: HOSTILE }]);
    }
  });

  it("binds numbers, bigints, booleans and null", async () => {
    const sql = `SELECT {i:Int64} AS i, {u:UInt64} AS u, {f:Float64} AS f, {b:Bool} AS b, {n:Nullable(String)} AS n,
      {l:Array(Int64)} AS l`;
    const given = { i: -(2n ** 63n), u: 2n ** 64n - 1n, f: 0.1, b: true, n: null, l: [1, 2n] };
    const rows = await store().people.query(sql, given, z.unknown());
    const i = "-9223372036854775808";
    expect(rows).toEqual([
      { i, u: "18446744073709551615", f: 0.1, b: true, n: null, l: ["1", "2"] },
    ]);
  });
}

function describeStreams(store: () => StoreConnections): void {
  it("streams a million rows in bounded memory", async () => {
    const sql = `SELECT number AS n, repeat('x', 40) AS pad FROM numbers(${ROWS})`;
    const row = z.object({ n: z.string(), pad: z.string() });
    const before = process.memoryUsage().rss;
    let most = before;
    let sum = 0n;
    let count = 0;
    for await (const { n } of store().people.stream(sql, {}, row)) {
      sum += BigInt(n);
      count += 1;
      if (count % 50_000 === 0) most = Math.max(most, process.memoryUsage().rss);
    }
    expect(count).toBe(ROWS);
    expect(sum).toBe((BigInt(ROWS) * BigInt(ROWS - 1)) / 2n);
    expect(most - before).toBeLessThan(STREAM_BYTES_MAX);
  });

  it("rejects a stream that fails in the middle, and never gives what comes after", async () => {
    const sql = `SELECT number AS n, throwIf(number = 900000) AS t FROM numbers(${ROWS})`;
    let rows = 0;
    const read = async () => {
      for await (const _ of store().people.stream(sql, {}, z.unknown())) rows += 1;
    };
    await expect(read()).rejects.toThrow(OperatingError);
    // Over HTTP readers get a result whole, and so nothing of this one.
    expect(rows).toBeLessThan(900_000);
  });

  it("lets a reader stop in the middle", async () => {
    for await (const _ of store().people.stream(
      `SELECT number FROM numbers(${ROWS})`,
      {},
      z.unknown(),
    ))
      break;
    expect(await store().people.query("SELECT 1 AS one", {}, z.unknown())).toEqual([{ one: 1 }]);
  });

  it("answers queries from within a stream of the same connection", async () => {
    const sql = "SELECT number AS n FROM numbers(3)";
    const rows: unknown[] = [];
    for await (const _ of store().verdicts.stream(sql, {}, z.unknown()))
      rows.push(...(await store().verdicts.query("SELECT 1 AS one", {}, z.unknown())));
    expect(rows).toEqual([{ one: 1 }, { one: 1 }, { one: 1 }]);
  });

  it("serves twenty readers during inserts, who see every insert whole", async () => {
    const batch = 1_000;
    const batches = 20;
    let inserting = true;
    const insert = async () => {
      for (let from = 0; from < batch * batches; from += batch) {
        const rows = Array.from({ length: batch }, (_, offset) => ({ n: from + offset }));
        await store().writer.insert("conformance_counts", rows);
      }
      inserting = false;
    };
    const read = async () => {
      let last = 0;
      do {
        const sql = "SELECT count() AS n FROM conformance_counts";
        const [row] = await store().people.query(sql, {}, z.object({ n: z.coerce.number() }));
        assert(row && row.n % batch === 0 && row.n >= last, `${row?.n} rows after ${last}`);
        last = row.n;
      } while (inserting);
      return last;
    };
    const readers = Array.from({ length: READERS }, read);
    await insert();
    await Promise.all(readers);
    expect(await read()).toBe(batch * batches);
  });
}

function describeFailures(store: () => StoreConnections): void {
  it("cancels a query, and is free for the next", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const scan = store().people.query(LONG_SCAN, {}, z.unknown(), { signal });
    queueMicrotask(() => controller.abort(new Error("enough")));
    await expect(scan).rejects.toThrow("enough");
    expect(await store().people.query("SELECT 1 AS one", {}, z.unknown())).toEqual([{ one: 1 }]);
  });

  it("cancels a query that runs, and a stream", async () => {
    const reads = (signal: AbortSignal) => [
      store().verdicts.query(LONG_SCAN, {}, z.unknown(), { signal }),
      Array.fromAsync(store().people.stream(LONG_SCAN, {}, z.unknown(), { signal })),
    ];
    const results = await Promise.allSettled(reads(AbortSignal.timeout(300)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await store().verdicts.query("SELECT 1 AS one", {}, z.unknown())).toEqual([{ one: 1 }]);
  });

  it("cancels more queries at once than the store runs", async () => {
    const signal = AbortSignal.timeout(200);
    const scans = Array.from({ length: 8 }, () => [
      store().verdicts.query(LONG_SCAN, {}, z.unknown(), { signal }),
      store().people.query(LONG_SCAN, {}, z.unknown(), { signal }),
    ]);
    for (const { status } of await Promise.allSettled(scans.flat()))
      expect(status).toBe("rejected");
    expect(await store().people.query("SELECT 1 AS one", {}, z.unknown())).toEqual([{ one: 1 }]);
  });

  it("tells a wrong statement from a store that may recover", async () => {
    const wrong = store().people.query("SELECT no_such_column", {}, z.unknown());
    await expect(wrong).rejects.toMatchObject({ name: "OperatingError", retryable: false });
    const starved = store().verdicts.query(
      "SELECT groupArray(number) AS n FROM numbers(100000000) SETTINGS max_memory_usage = 1000000",
      {},
      z.unknown(),
    );
    await expect(starved).rejects.toMatchObject({ name: "OperatingError", retryable: true });
  });

  it("gives people no writing", async () => {
    const acts = [
      store().people.command("CREATE TABLE mine (n Int8) ENGINE = Memory"),
      store().people.command("DROP TABLE conformance_values"),
      store().people.insert("conformance_counts", [{ n: 1 }]),
    ];
    for (const { status } of await Promise.allSettled(acts)) expect(status).toBe("rejected");
  });
}
