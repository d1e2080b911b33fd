import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import type { ColumnLayout } from "../export/find-layout.ts";
import type { StoredPages } from "../export/open-extents.ts";
import { readLob } from "../export/read-lob.ts";
import type { CellValue } from "../values/cell-value.ts";
import { decodeValue } from "../values/decode-value.ts";
import { decodeCompressedValue } from "./decode-compressed-value.ts";
import { expandField } from "./expand-field.ts";
import { type CompressedField, EMPTY, NULL, TRUE } from "./read-compressed-record.ts";
import type { PageCompression } from "./read-page-compression.ts";

const BIT = 104;

type CompressedRow = {
  readonly fields: readonly CompressedField[];
  readonly compression: PageCompression;
};

/**
 * The values of one record of a compressed table, in the order of the columns. What is not as it is
 * documented is told as not readable, never as damage: the format is not Microsoft's to promise.
 */
export async function decodeCompressedRow(
  row: CompressedRow,
  columns: readonly ColumnLayout[],
  pages: StoredPages,
): Promise<CellValue[]> {
  const values: CellValue[] = [];
  for (const layout of columns) {
    const value = readCell(row, layout, pages);
    values.push(known(value instanceof Promise ? await value : value, layout));
  }
  return values;
}

type Cell = CellValue | undefined;

function readCell(
  { fields, compression }: CompressedRow,
  { place, column, nullable }: ColumnLayout,
  pages: StoredPages,
): Cell | Promise<Cell> {
  const at = place.nullBit - 1;
  const field = fields[at];
  const anchor = compression.anchor[at];
  // A column that was added later may have a default, which the catalogue keeps.
  if (!field || field.descriptor === NULL) return nullable ? null : undefined;
  if (column.type === BIT) return readBit(field, anchor);
  const bytes = expandField(field, anchor, compression);
  if (!bytes) return bytes;
  if (!field.elsewhere) return decodeCompressedValue(bytes, column);
  return readLob(pages, bytes).then((value) => decodeValue(value, column));
}

function readBit({ descriptor }: CompressedField, anchor: CompressedField | undefined): Cell {
  if (anchor && anchor.descriptor !== NULL) return undefined;
  return descriptor === TRUE ? true : descriptor === EMPTY ? false : undefined;
}

function known(value: Cell, { column }: ColumnLayout): CellValue {
  if (value !== undefined) return value;
  throw new OperatingError(
    `Cannot read the column ${column.name}: the table is compressed in a way that is not read.`,
    { retryable: false, hint: "Restore the backup, and read the table there." },
  );
}
