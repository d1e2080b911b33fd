import fc from "fast-check";
import { expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { DamagedCopy } from "../../../verifiers/formats/damaged-copy.ts";
import { buildCatalogue, type ColumnSpec } from "./build-database.ts";
import { buildPage, buildRecord } from "./build-page.ts";
import { readRows, readTables } from "./read-database.ts";

const MUTATED_DATABASES = 2_000;
const PAGE_BYTES = 8_192;
/** Most of a page that is read lies at its two ends. */
const WRITTEN_BYTES = 900;
const SLOTS_FROM = 8_140;

const COLUMNS: readonly ColumnSpec[] = [
  { name: "id", type: 56, length: 4, offset: 4, status: 1 },
  { name: "at", type: 42, length: 8, scale: 7, offset: 8 },
  { name: "price", type: 106, length: 9, scale: 4, offset: 16 },
  { name: "text", type: 167, length: 50, offset: -1, collation: 0x3400_d008 },
  { name: "long", type: 231, length: -1, offset: -2 },
];

function buildDatabase(): Uint8Array[] {
  const rowsets = [{ id: 501, unit: 90, recordedRows: 3 }];
  const part = Buffer.alloc(34, 65);
  part.set([8, 0, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0]);
  const root = Buffer.alloc(24);
  root.writeUInt32LE(20, 12);
  root.writeUInt32LE(300, 16);
  root.writeUInt16LE(1, 20);
  const record = buildRecord({
    fixed: Buffer.alloc(21, 1),
    columns: 5,
    variable: [{ bytes: Buffer.from("text") }, { bytes: root, elsewhere: true }],
  });
  return [
    ...buildCatalogue([{ id: 1_001, name: "visits", columns: COLUMNS, rowsets }]),
    buildPage({ indexId: 256, objectId: 90, page: 200, records: [record, record, record] }),
    buildPage({ type: 3, objectId: 91, page: 300, records: [part] }),
  ];
}

const place = fc.oneof(fc.nat(WRITTEN_BYTES), fc.integer({ min: SLOTS_FROM, max: PAGE_BYTES - 1 }));
const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255));
const mutations = fc.array(fc.tuple(fc.nat(), place, byte), { minLength: 1, maxLength: 12 });

test("the made-up database is read before it is damaged", async () => {
  const database = buildDatabase();
  expect(readTables(database)).toMatchObject({ tables: [{ rows: 3 }], reasons: [] });
  const { rows } = await readRows(database, "visits");
  expect(rows).toHaveLength(3);
  expect(rows[0]?.slice(3)).toEqual(["text", "䅁".repeat(10)]);
});

test(`no damage to pages makes their reader crash or hang (${MUTATED_DATABASES} databases)`, async () => {
  const outcomes = { read: 0, damaged: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(mutations, async (changes) => {
      const pages = buildDatabase();
      for (const [page, at, value] of changes) {
        const bytes = pages[page % pages.length];
        if (bytes) bytes[at] = value;
      }
      readTables(pages);
      try {
        const { rows } = await readRows(pages, "visits");
        expect(rows.length).toBeLessThan(PAGE_BYTES);
        outcomes.read += 1;
      } catch (error) {
        if (error instanceof DamagedCopy) outcomes.damaged += 1;
        else if (error instanceof OperatingError) outcomes.refused += 1;
        else throw error;
      }
    }),
    { numRuns: MUTATED_DATABASES, seed: 20_261_122 },
  );
  for (const times of Object.values(outcomes)) expect(times).toBeGreaterThan(20);
});
