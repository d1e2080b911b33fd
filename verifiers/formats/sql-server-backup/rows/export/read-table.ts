import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import { DamagedCopy } from "../../../damaged-copy.ts";
import { decodeCompressedRow } from "../compressed/decode-compressed-row.ts";
import { readCompressedRecord } from "../compressed/read-compressed-record.ts";
import { readPageCompression } from "../compressed/read-page-compression.ts";
import { isRow } from "../count-rows.ts";
import { findSlot, readPageHeader } from "../page-slots.ts";
import { readRecord } from "../read-record.ts";
import type { CellValue } from "../values/cell-value.ts";
import { decodeRow } from "./decode-row.ts";
import type { ColumnLayout, RowsetLayout } from "./find-layout.ts";
import type { StoredPages } from "./open-extents.ts";
import type { PageRuns } from "./page-runs.ts";

/** The rows of a table's rowsets, in the order of their pages. */
export async function* readTable(
  rowsets: readonly RowsetLayout[],
  runs: PageRuns,
  pages: StoredPages,
): AsyncIterable<readonly CellValue[]> {
  const rowsetOf = new Map(
    rowsets.flatMap((rowset) => rowset.units.map((unit) => [unit, rowset] as const)),
  );
  for (const run of runs.list()) {
    const rowset = rowsetOf.get(run.unit);
    if (!rowset) continue;
    const read = rowset.isCompressed ? readCompressedRows : readRows;
    for await (const page of pages.readRun(run)) yield* read(page, rowset.columns, pages);
  }
}

async function* readRows(
  page: Uint8Array,
  columns: readonly ColumnLayout[],
  pages: StoredPages,
): AsyncIterable<readonly CellValue[]> {
  const { slots, file, page: id } = readPageHeader(page);
  const met = new Set<number>();
  for (let slot = 0; slot < slots; slot += 1) {
    const at = findSlot(page, slots, slot);
    // A heap keeps the slots of rows that were deleted; they lead nowhere.
    if (at === null || !isRow(page[at] ?? 0)) continue;
    const record = met.has(at) ? null : readRecord(page, at);
    if (!record) throw brokenRecord(`${file}:${id}:${slot}`);
    met.add(at);
    yield await decodeRow(record, columns, pages);
  }
}

async function* readCompressedRows(
  page: Uint8Array,
  columns: readonly ColumnLayout[],
  pages: StoredPages,
): AsyncIterable<readonly CellValue[]> {
  const header = readPageHeader(page);
  const { slots, file, page: id } = header;
  const compression = readPageCompression(page, header);
  if (!compression) throw notRead(`${file}:${id}`);
  for (let slot = 0; slot < slots; slot += 1) {
    const at = findSlot(page, slots, slot);
    if (at === null || !isRow(page[at] ?? 0)) continue;
    const fields = readCompressedRecord(page, at);
    if (!fields) throw notRead(`${file}:${id}:${slot}`);
    yield await decodeCompressedRow({ fields, compression }, columns, pages);
  }
}

function notRead(where: string): OperatingError {
  return new OperatingError(`Cannot read ${where}: it is compressed in a way that is not read.`, {
    retryable: false,
    hint: "Restore the backup, and read the table there.",
  });
}

function brokenRecord(where: string): DamagedCopy {
  return new DamagedCopy({
    en: `The record ${where} leads out of its page, or is another one.`,
    fr: `L'enregistrement ${where} mène hors de sa page, ou en est un autre.`,
  });
}
