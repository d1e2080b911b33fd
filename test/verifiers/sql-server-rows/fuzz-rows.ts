import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { DamagedCopy } from "../../../verifiers/formats/damaged-copy.ts";
import { exportTable } from "../../../verifiers/formats/sql-server-backup/rows/export/export-table.ts";
import { toSource } from "../sql-server-backup/inspect-bytes.ts";
import { MUTANT_BYTES_MAX } from "../sql-server-backup/mutate.ts";
import { createRandom } from "../sql-server-backup/random.ts";
import { writeBackup } from "../sql-server-backup/write-backup.ts";
import { protectByChecksum } from "../sql-server-backup/write-page.ts";
import {
  buildCompressedRecord,
  buildPageCompression,
  type CompressedCell,
  compressInteger,
} from "./build-compressed.ts";
import { buildCatalogue, type ColumnSpec, type RowsetSpec } from "./build-database.ts";
import { buildPage, buildRecord } from "./build-page.ts";
import { hideFirstRecord } from "./hide-first-record.ts";

type Random = (below: number) => number;

const PAGE_BYTES = 8_192;
/** No PFS page is among them, so that all of them count. */
const FIRST_PAGE = 8;
const CHANGES_MAX = 6;
const EXTREMES = [0, 1, 2, 0x5f, 0x7f, 0x80, 0xff, 0x1fff, 0x2000, 0x7fff, 0x8000, 0xffff];
const UNIT = 90;
const TABLE = "visits";
const LATIN1 = 0xd008;

export type FuzzedRows = {
  readonly mutants: number;
  readonly rows: number;
  /** Exports that ended with a word about it. */
  readonly refused: number;
};

/**
 * Exports a table from mutants of small backups whose pages were given right checksums again.
 * Rejects where the export fails without a word about the backup.
 */
export async function fuzzRows(mutants: number, seed: number): Promise<FuzzedRows> {
  const random = createRandom(seed);
  const originals = writeOriginals();
  for (const { bytes } of originals)
    if (!(await countRows(bytes, "an original")))
      throw new Error("No row is read: nothing is tried");
  let [rows, refused] = [0, 0];
  for (let mutant = 0; mutant < mutants; mutant += 1) {
    const original = originals[mutant % originals.length];
    if (!original) continue;
    const bytes = mutatePages(original.bytes, original.pages, random);
    const read = await countRows(bytes, `mutant ${mutant} of seed ${seed}`);
    if (read === null) refused += 1;
    else rows += read;
  }
  return { mutants, rows, refused };
}

async function countRows(bytes: Buffer, which: string): Promise<number | null> {
  try {
    const { signal } = new AbortController();
    const { rows } = await exportTable(toSource(bytes), TABLE, { signal });
    let count = 0;
    for await (const _ of rows) count += 1;
    return count;
  } catch (error) {
    if (error instanceof OperatingError || error instanceof DamagedCopy) return null;
    throw new Error(`The export failed at ${which}`, { cause: error });
  }
}

/** Changes the data as often as the catalogue, and where records and slots begin as anywhere. */
function mutatePages(original: Buffer, pages: readonly number[], random: Random): Buffer {
  const bytes = Buffer.from(original);
  const changed = new Set<number>();
  for (let change = 0; change <= random(CHANGES_MAX); change += 1) {
    const page = pages[random(2) ? pages.length - 1 : random(pages.length)] ?? 0;
    changed.add(page);
    const near = [96 + random(64), PAGE_BYTES - 2 - random(64), random(96)][random(3)] ?? 0;
    const at = page + Math.min(random(2) ? near : random(PAGE_BYTES), PAGE_BYTES - 2);
    if (random(2)) bytes.writeUInt8(random(256), at);
    else bytes.writeUInt16LE(EXTREMES[random(EXTREMES.length)] ?? 0, at);
  }
  for (const page of changed) protectByChecksum(bytes.subarray(page, page + PAGE_BYTES));
  return bytes;
}

type Original = { readonly bytes: Buffer; readonly pages: readonly number[] };

const column = (name: string, type: number, rest: Partial<ColumnSpec> = {}): ColumnSpec => ({
  ...{ name, type, length: 4, offset: -1, collation: LATIN1 },
  ...rest,
});
const COLUMNS = [
  column("id", 56, { offset: 4 }),
  column("at", 61, { offset: 8, length: 8 }),
  column("open", 104, { offset: 16, length: 1 }),
  column("fee", 106, { offset: 17, length: 9, scale: 2 }),
  column("host", 231, { offset: -1, length: 100 }),
  column("note", 167, { offset: -2, length: -1 }),
];

function writeOriginals(): readonly Original[] {
  const compressed = [text("Zoë"), text("a note of some length"), text("")].map((note, at) => {
    const cells: CompressedCell[] = [compressInteger(BigInt(at * 1_000)), hex("809fe7018ae173")];
    return buildCompressedRecord([...cells, true, hex("c21ec0"), hex("12e8e8e8e8"), note]);
  });
  const anchor = [null, hex("809fe701"), null, null, null, text("a note of")];
  const packed = [0, 1].map((symbol) => {
    const cells: CompressedCell[] = [compressInteger(7n), hex("04018ae1"), text(""), null];
    return buildCompressedRecord([...cells, null, { symbol }]);
  });
  const information = buildPageCompression(anchor, [Buffer.from("\x04 x"), Buffer.from("\x09")]);
  const page = (records: readonly Uint8Array[]) => buildPage({ objectId: UNIT, records });
  return [
    writeOriginal(page([writeFixed(), writeFixed()]), { recordedRows: 2 }),
    writeOriginal(page(compressed), { recordedRows: 3, compression: 1 }),
    writeOriginal(hideFirstRecord(page([information, ...packed])), {
      ...{ recordedRows: 2, compression: 2 },
    }),
  ];
}

function writeFixed(): Uint8Array {
  const fixed = Buffer.alloc(22);
  fixed.writeUInt8(1, 13);
  const variable = [text("Z\0o\0"), text("a note")].map((bytes) => ({ bytes }));
  return buildRecord({ fixed, columns: COLUMNS.length, variable });
}

function writeOriginal(data: Uint8Array, rowset: Partial<RowsetSpec>): Original {
  const rowsets = [{ id: 501, unit: UNIT, recordedRows: 0, ...rowset }];
  const tables = [{ id: 1_001, name: TABLE, columns: COLUMNS, rowsets }];
  // Without the names of schemas, as there is no room for them.
  const contents = [...buildCatalogue(tables).slice(1), data];
  const run = contents.map((content, at) => ({ pageId: FIRST_PAGE + at, content }));
  const { bytes, parts } = writeBackup({ sets: [{ runs: [run] }] });
  if (bytes.length > MUTANT_BYTES_MAX) throw new Error(`${bytes.length} bytes are too many`);
  return { bytes, pages: parts.flatMap((part) => (part.kind === "page" ? [part.offset] : [])) };
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, "hex");
}

function text(value: string): Buffer {
  return Buffer.from(value, "latin1");
}
