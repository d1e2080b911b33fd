import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import {
  createInstantColumn,
  createInt64Column,
  createNullableInstantColumn,
  createNullableInt64Column,
  createTextColumn,
  createTupleColumns,
  encodeNativeBlock,
} from "../../platform/store/native-block.ts";
import type { StoreConnections } from "../../platform/store/store.ts";

const TABLE = `CREATE TABLE IF NOT EXISTS conformance_blocks (id UInt32, size Int64,
    maybe_size Nullable(Int64), at DateTime64(3, 'UTC'), maybe_at Nullable(DateTime64(3, 'UTC')),
    text String, word LowCardinality(String), other String, late UInt64 DEFAULT id + 1)
  ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

const READ = `SELECT id, size, maybe_size, toUnixTimestamp64Milli(at) AS at,
    toUnixTimestamp64Milli(maybe_at) AS maybe_at, text, word, other, late
  FROM conformance_blocks ORDER BY id`;

/** More of them than one byte could number. */
const TUPLES = Array.from({ length: 300 }, (_, index) => [`word ${index % 7}`, `é ${index}`]);

const INSTANT = { min: 0, max: Date.UTC(2200, 0) };
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ minLength: 120, maxLength: 140 }),
  fc.constantFrom("", "\0\t\n\\", "é漢字🗼", "x".repeat(70_000)),
);
const row = fc.record({
  id: fc.nat(),
  size: fc.maxSafeInteger(),
  maybeSize: fc.option(fc.bigInt(INT64)),
  at: fc.integer(INSTANT),
  maybeAt: fc.option(fc.integer(INSTANT)),
  text,
  tuple: fc.nat({ max: TUPLES.length - 1 }),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function toBlock(rows: readonly Row[]) {
  const id = createInt64Column("id");
  const size = createInt64Column("size");
  const maybeSize = createNullableInt64Column("maybe_size");
  const at = createInstantColumn("at");
  const maybeAt = createNullableInstantColumn("maybe_at");
  const texts = createTextColumn("text");
  const tuples = createTupleColumns(["word", "other"]);
  for (const tuple of TUPLES) tuples.add(tuple);
  for (const one of rows) {
    id.push(one.id);
    size.push(one.size);
    maybeSize.push(one.maybeSize);
    at.push(one.at);
    maybeAt.push(one.maybeAt);
    texts.push(one.text);
    tuples.push(one.tuple);
  }
  const columns = [id, size, maybeSize, at, maybeAt, texts, ...tuples.columns];
  return encodeNativeBlock(columns, rows.length);
}

function asRead({ tuple, ...one }: Row) {
  return {
    id: one.id,
    size: one.size.toString(),
    maybe_size: one.maybeSize?.toString() ?? null,
    at: one.at.toString(),
    maybe_at: one.maybeAt?.toString() ?? null,
    text: one.text.toWellFormed(),
    word: TUPLES[tuple]?.[0],
    other: TUPLES[tuple]?.[1],
    late: `${one.id + 1}`,
  };
}

/** Rows as columns, into every store. */
export function describeBlocks(name: string, open: () => Promise<StoreConnections>): void {
  describe(`blocks into the store ${name}`, () => {
    let store: StoreConnections;
    beforeAll(async () => {
      store = await open();
      await store.writer.command(TABLE);
    });
    beforeEach(() => store.writer.command("TRUNCATE TABLE conformance_blocks"));
    afterAll(() => store.close());

    const read = () => store.verdicts.query(READ, {}, z.unknown());

    it("come back as they were inserted, whatever their texts and numbers are", async () => {
      const rows = fc.uniqueArray(row, { selector: ({ id }) => id, minLength: 1 });
      await fc.assert(
        fc.asyncProperty(rows, async (given) => {
          await store.writer.command("TRUNCATE TABLE conformance_blocks");
          await store.writer.insertBlock("conformance_blocks", toBlock(given));
          const sorted = given.toSorted((a, b) => a.id - b.id);
          expect(await read()).toEqual(sorted.map(asRead));
        }),
        { numRuns: 20 },
      );
    });

    it("one after another are one insert, though each begins anew", async () => {
      const rows = fc.uniqueArray(row, { selector: ({ id }) => id, minLength: 5, maxLength: 5 });
      const [given = []] = fc.sample(rows, 1);
      const id = createInt64Column("id");
      const texts = createTextColumn("text");
      const words = createTupleColumns(["word", "other"]);
      const columns = [id, texts, ...words.columns];
      const bytes = given.flatMap((one) => {
        for (const column of columns) column.clear();
        words.push(words.add(TUPLES[one.tuple] ?? []));
        id.push(one.id);
        texts.push(one.text);
        return [...encodeNativeBlock(columns, 1).bytes];
      });
      const names = columns.map(({ name }) => name);
      await store.writer.insertBlock("conformance_blocks", { columns: names, bytes });
      const sorted = given.toSorted((a, b) => a.id - b.id);
      const only = z.object({ id: z.number(), text: z.string(), word: z.string() });
      expect(await store.verdicts.query(READ, {}, only)).toEqual(
        sorted.map(asRead).map((one) => only.parse(one)),
      );
      const sql = "SELECT uniq(_part) AS parts FROM conformance_blocks";
      expect(await store.verdicts.query(sql, {}, z.unknown())).toEqual([{ parts: "1" }]);
    });

    it("of more months than one insert may touch by itself are taken", async () => {
      const { writer, verdicts } = store;
      await writer.command(`CREATE OR REPLACE TABLE conformance_months (at DateTime64(3, 'UTC'))
        ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY at`);
      const at = createInstantColumn("at");
      for (let month = 0; month < 120; month += 1) at.push(Date.UTC(2000, month, 5));
      await writer.insertBlock("conformance_months", encodeNativeBlock([at], 120));
      const sql = "SELECT count() AS rows FROM conformance_months";
      expect(await verdicts.query(sql, {}, z.unknown())).toEqual([{ rows: "120" }]);
    });

    it("that are cut short, or have a column too many, are refused whole", async () => {
      const { columns, bytes } = toBlock(fc.sample(row, 3));
      const [whole = Buffer.of()] = bytes;
      const nowhere = createTextColumn("nowhere");
      nowhere.push("text");
      for (const bad of [
        { columns, bytes: [whole.subarray(0, -1)] },
        { columns, bytes: [whole.subarray(0, whole.length / 2)] },
        { columns, bytes: [whole, whole.subarray(0, -1)] },
        encodeNativeBlock([nowhere], 1),
      ])
        await expect(store.writer.insertBlock("conformance_blocks", bad)).rejects.toThrow(
          OperatingError,
        );
      expect(await read()).toEqual([]);
    });
  });
}
