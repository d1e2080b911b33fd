import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import { DamagedCopy } from "../../../damaged-copy.ts";
import { type DataRecord, isNullColumn } from "../read-record.ts";
import type { CellValue } from "../values/cell-value.ts";
import { decodeValue } from "../values/decode-value.ts";
import type { ColumnLayout } from "./find-layout.ts";
import type { StoredPages } from "./open-extents.ts";
import { readLob } from "./read-lob.ts";

const BIT = 104;

/** The values of one record, in the order of the columns. */
export async function decodeRow(
  record: DataRecord,
  columns: readonly ColumnLayout[],
  pages: StoredPages,
): Promise<CellValue[]> {
  const row: CellValue[] = [];
  for (const layout of columns) {
    const value = readCell(record, layout, pages);
    row.push(value instanceof Promise ? await value : value);
  }
  return row;
}

function readCell(
  record: DataRecord,
  layout: ColumnLayout,
  pages: StoredPages,
): CellValue | Promise<CellValue> {
  const { place, column, nullable } = layout;
  if (place.nullBit > record.columns && !nullable) throw addedLater(column.name);
  if (isNullColumn(record, place.nullBit)) return null;
  if (place.leafOffset > 0) return readFixed(record, layout);
  const value = record.variable[-place.leafOffset - 1];
  if (!value) return decode(new Uint8Array(), layout);
  if (!value.elsewhere) return decode(value.bytes, layout);
  return readLob(pages, value.bytes).then((bytes) => decode(bytes, layout));
}

function readFixed({ fixed }: DataRecord, layout: ColumnLayout): CellValue {
  const { place, column } = layout;
  const length = Math.max(column.length, 1);
  if (place.leafOffset + length > fixed.length) throw notOfItsType(layout);
  if (column.type === BIT)
    return ((fixed[place.leafOffset] ?? 0) >> (place.bitPosition & 7)) % 2 === 1;
  return decode(fixed.subarray(place.leafOffset, place.leafOffset + length), layout);
}

function decode(bytes: Uint8Array, layout: ColumnLayout): CellValue {
  const value = decodeValue(bytes, layout.column);
  if (value === undefined) throw notOfItsType(layout);
  return value;
}

function notOfItsType({ column }: ColumnLayout): DamagedCopy {
  return new DamagedCopy({
    en: `A value of the column ${column.name} is none of its type.`,
    fr: `Une valeur de la colonne ${column.name} n'est pas de son type.`,
  });
}

/** The catalogue keeps the default that such rows have, in a form that is not read. */
function addedLater(name: string): OperatingError {
  return new OperatingError(
    `Cannot read the column ${name}: it was added with a default that older rows do not hold.`,
    { retryable: false, hint: "Restore the backup, and read the table there." },
  );
}
