import type { ByteSource } from "../../../../../platform/objects/byte-source.ts";
import { nameColumnType } from "../column-type.ts";
import type { CellValue } from "../values/cell-value.ts";
import { findLayout, type OmittedColumn } from "./find-layout.ts";
import { openExtents } from "./open-extents.ts";
import { readTable } from "./read-table.ts";
import { type ScanControl, scanDatabase } from "./scan-database.ts";

export type TableRows = {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns whose values are not read, and why. */
  readonly omitted: readonly OmittedColumn[];
  /** As the database itself records them; null where it does not. */
  readonly recordedRows: number | null;
  /** Pages in use, of any table, that do not verify: rows in them are missing. */
  readonly badPages: number;
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
  const { catalogue, runs, index, badPages } = await scanDatabase(source, control);
  const layout = findLayout(catalogue, name);
  return {
    schema: layout.schema,
    name: layout.table.name,
    columns: layout.columns.map((column) => ({ name: column.name, type: nameColumnType(column) })),
    omitted: layout.omitted,
    recordedRows: layout.recordedRows,
    badPages,
    rows: readTable(layout.rowsets, runs, openExtents(source, index)),
  };
}
