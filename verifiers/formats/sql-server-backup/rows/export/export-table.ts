import type { ByteSource } from "../../../../../platform/objects/byte-source.ts";
import { DamagedCopy } from "../../../damaged-copy.ts";
import { nameColumnType } from "../column-type.ts";
import { isRow } from "../count-rows.ts";
import { findSlot, readPageHeader } from "../page-slots.ts";
import { readRecord } from "../read-record.ts";
import type { CellValue } from "../values/cell-value.ts";
import { decodeRow } from "./decode-row.ts";
import {
  type ColumnLayout,
  findLayout,
  type OmittedColumn,
  type RowsetLayout,
} from "./find-layout.ts";
import { openExtents, type StoredPages } from "./open-extents.ts";
import type { PageRuns } from "./page-runs.ts";
import { type ScanControl, scanDatabase } from "./scan-database.ts";

export type TableRows = {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns whose values are not read, and why. */
  readonly omitted: readonly OmittedColumn[];
  /** In the order of the pages; values in the order of `columns`. */
  readonly rows: AsyncIterable<readonly CellValue[]>;
};

/**
 * The rows of one table, `name` alone or behind its schema, of the last full backup in the file.
 * Reads the file once for its catalogue, then the table's own pages. Iterating `rows` throws
 * `DamagedCopy` at the first row that cannot be read; `OperatingError` where the backup or the
 * table is of a kind that is not read.
 */
export async function exportTable(
  source: ByteSource,
  name: string,
  control: ScanControl,
): Promise<TableRows> {
  const { catalogue, runs, index } = await scanDatabase(source, control);
  const layout = findLayout(catalogue, name);
  return {
    schema: layout.schema,
    name: layout.table.name,
    columns: layout.columns.map((column) => ({ name: column.name, type: nameColumnType(column) })),
    omitted: layout.omitted,
    rows: readTable(layout.rowsets, runs, openExtents(source, index)),
  };
}

async function* readTable(
  rowsets: readonly RowsetLayout[],
  runs: PageRuns,
  pages: StoredPages,
): AsyncIterable<readonly CellValue[]> {
  const columnsOf = new Map(
    rowsets.flatMap(({ units, columns }) => units.map((unit) => [unit, columns] as const)),
  );
  for (const run of runs.list()) {
    const columns = columnsOf.get(run.unit);
    if (columns) for await (const page of pages.readRun(run)) yield* readRows(page, columns, pages);
  }
}

async function* readRows(
  page: Uint8Array,
  columns: readonly ColumnLayout[],
  pages: StoredPages,
): AsyncIterable<readonly CellValue[]> {
  const { slots, file, page: id } = readPageHeader(page);
  for (let slot = 0; slot < slots; slot += 1) {
    const at = findSlot(page, slots, slot);
    if (at !== null && !isRow(page[at] ?? 0)) continue;
    const record = at === null ? null : readRecord(page, at);
    if (!record) throw brokenRecord(`${file}:${id}:${slot}`);
    yield await decodeRow(record, columns, pages);
  }
}

function brokenRecord(where: string): DamagedCopy {
  return new DamagedCopy({
    en: `The record ${where} leads out of its page.`,
    fr: `L'enregistrement ${where} mène hors de sa page.`,
  });
}
