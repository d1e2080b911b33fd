import type { Bilingual } from "../../../../../schemas/bilingual.ts";
import type { ColumnRow, PhysicalColumn } from "../catalogue/catalogue-rows.ts";
import { nameColumnType } from "../column-type.ts";
import { isReadableCompressed } from "../compressed/decode-compressed-value.ts";
import { isReadableType } from "../values/decode-value.ts";

const COMPUTED = 0x10;
const SPARSE = 0x0100_0000;
const FIRST_FIXED = 4;
const BIT = 104;
const BINARY_TYPES: readonly number[] = [165, 173, 189];
const VARBINARY = 165;

/** Where a rowset holds a column, and in which form. */
type Stored = { readonly place: PhysicalColumn | undefined; readonly isCompressed: boolean };

/** Why a column's values cannot be read; null where they can. `stored`: one for each rowset. */
export function findOmission(column: ColumnRow, stored: readonly Stored[]): Bilingual | null {
  const type = nameColumnType(column);
  if (column.status & SPARSE) return { en: "a sparse column", fr: "colonne éparse" };
  if (stored.some(isNowhere))
    return column.status & COMPUTED
      ? { en: "computed, not stored", fr: "calculée, non stockée" }
      : { en: "not in the rows", fr: "absente des lignes" };
  if (column.type !== BIT && !isReadableType(column))
    return { en: `${type} is not read`, fr: `${type} n'est pas lu` };
  if (stored.some(({ place }) => place?.type === VARBINARY) && !BINARY_TYPES.includes(column.type))
    return { en: `${type}, encrypted`, fr: `${type}, chiffrée` };
  if (
    column.type !== BIT &&
    stored.some((one) => one.isCompressed) &&
    !isReadableCompressed(column)
  )
    return {
      en: `${type} is not read in compressed tables`,
      fr: `${type} n'est pas lu dans les tables compressées`,
    };
  return null;
}

/** Compressed records have no offsets: a column's number in them is its null bit's. */
function isNowhere({ place, isCompressed }: Stored): boolean {
  if (place === undefined || place.nullBit === 0) return true;
  const { leafOffset } = place;
  return !isCompressed && leafOffset >= 0 && leafOffset < FIRST_FIXED;
}
