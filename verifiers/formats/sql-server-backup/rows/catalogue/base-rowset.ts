import { type AllocationUnit, type Rowset, toUnit } from "./catalogue-rows.ts";

const IN_ROW_DATA = 1;
const BASE_ROWSET = 1;
const CLUSTERED = 1;

/** Whether a rowset is a table's own rows: its heap or clustered index, or a partition of it. */
export function isBaseRowset({ ownerType, index }: Rowset): boolean {
  return ownerType === BASE_ROWSET && index >= 0 && index <= CLUSTERED;
}

/** Whether the unit holds rows themselves, not values stored away from them. */
export function holdsRows({ type }: AllocationUnit): boolean {
  return type === IN_ROW_DATA;
}

/**
 * What the headers of a unit's pages may say: SQL Server 2000 wrote 0 for the index id also on a
 * clustered index's data pages.
 */
export function listPageUnits(
  units: ReadonlyMap<number, AllocationUnit>,
  unit: number,
): readonly number[] {
  const objectId = unit % 2 ** 32;
  const old = toUnit(0, objectId);
  return unit === toUnit(CLUSTERED, objectId) && !units.has(old) ? [unit, old] : [unit];
}

/** What the database records for all of them; null where it records nothing for one. */
export function sumRecorded(rowsets: readonly Rowset[]): number | null {
  let sum = rowsets.length > 0 ? 0 : null;
  for (const { recordedRows } of rowsets)
    sum = sum === null || recordedRows === null ? null : sum + recordedRows;
  return sum;
}
