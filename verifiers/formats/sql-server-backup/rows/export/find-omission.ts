import type { Bilingual } from "../../../../../schemas/bilingual.ts";
import type { ColumnRow, PhysicalColumn } from "../catalogue/catalogue-rows.ts";
import { nameColumnType } from "../column-type.ts";
import { isReadableType } from "../values/decode-value.ts";

const COMPUTED = 0x10;
const SPARSE = 0x0100_0000;
const FIRST_FIXED = 4;
const BIT = 104;
const BINARY_TYPES: readonly number[] = [165, 173, 189];
const VARBINARY = 165;

/** Why a column's values cannot be read; null where they can. `places`: one for each rowset. */
export function findOmission(
  column: ColumnRow,
  places: readonly (PhysicalColumn | undefined)[],
): Bilingual | null {
  const type = nameColumnType(column);
  if (column.status & SPARSE) return { en: "a sparse column", fr: "colonne éparse" };
  if (places.some((place) => place === undefined || isNowhere(place)))
    return column.status & COMPUTED
      ? { en: "computed, not stored", fr: "calculée, non stockée" }
      : { en: "not in the rows", fr: "absente des lignes" };
  if (column.type !== BIT && !isReadableType(column))
    return { en: `${type} is not read`, fr: `${type} n'est pas lu` };
  if (places.some((place) => place?.type === VARBINARY) && !BINARY_TYPES.includes(column.type))
    return { en: `${type}, encrypted`, fr: `${type}, chiffrée` };
  return null;
}

function isNowhere({ leafOffset, nullBit }: PhysicalColumn): boolean {
  return (leafOffset >= 0 && leafOffset < FIRST_FIXED) || nullBit === 0;
}
