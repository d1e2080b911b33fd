import { viewOf } from "./page-slots.ts";

const NULL_BITMAP = 0x10;
const VARIABLE_COLUMNS = 0x20;
const COMPRESSED_RECORD = 0x01;
const KIND_BITS = 0x0e;
const FORWARDED = 1;
const BACK_POINTER = 4;
const FIXED_AT = 4;
/** SQL Server allows 1,024 columns, 30,000 with sparse ones. */
const COLUMNS_MAX = 30_000;
const ELSEWHERE = 0x8000;
const END_BITS = 0x7fff;

export type VariableValue = {
  readonly bytes: Uint8Array;
  /** The bytes are a pointer to the value. */
  readonly elsewhere: boolean;
};

/** A record of an uncompressed data page. Its bytes are the page's own, not a copy. */
export type DataRecord = {
  /** From the record's start, from where columns' offsets count, to the end of its fixed data. */
  readonly fixed: Uint8Array;
  /** Columns that the record knows of; columns added later are not among them. */
  readonly columns: number;
  /** A bit each; empty where the record has no bitmap, so that none is null. */
  readonly nulls: Uint8Array;
  readonly variable: readonly VariableValue[];
};

/**
 * Reads the record at `at`; null where its offsets lead out of the page, or where it is one of a
 * compressed table.
 */
export function readRecord(page: Uint8Array, at: number): DataRecord | null {
  const status = page[at] ?? 0;
  if (status & COMPRESSED_RECORD) return null;
  const view = viewOf(page);
  const u16 = (place: number) => (place + 2 <= page.length ? view.getUint16(place, true) : null);
  const fixedEnd = u16(at + 2);
  if (fixedEnd === null || fixedEnd < FIXED_AT || at + fixedEnd > page.length) return null;
  const fixed = page.subarray(at, at + fixedEnd);
  if (!(status & NULL_BITMAP))
    return { fixed, columns: COLUMNS_MAX, nulls: page.subarray(0, 0), variable: [] };
  const columns = u16(at + fixedEnd);
  if (columns === null || columns > COLUMNS_MAX) return null;
  const nullsAt = at + fixedEnd + 2;
  const nullsEnd = nullsAt + Math.ceil(columns / 8);
  if (nullsEnd > page.length) return null;
  const nulls = page.subarray(nullsAt, nullsEnd);
  if (!(status & VARIABLE_COLUMNS)) return { fixed, columns, nulls, variable: [] };
  const count = u16(nullsEnd);
  if (count === null || count > COLUMNS_MAX) return null;
  const variable = readVariable({ page, at, endsAt: nullsEnd + 2, count });
  if (variable && isForwarded(status)) dropBackPointer(variable);
  return variable && { fixed, columns, nulls, variable };
}

type VariablePlace = {
  readonly page: Uint8Array;
  readonly at: number;
  readonly endsAt: number;
  readonly count: number;
};

function readVariable({ page, at, endsAt, count }: VariablePlace): VariableValue[] | null {
  let start = endsAt + 2 * count;
  if (start > page.length) return null;
  const values: VariableValue[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = (page[endsAt + 2 * index] ?? 0) | ((page[endsAt + 2 * index + 1] ?? 0) << 8);
    const end = at + (entry & END_BITS);
    if (end < start || end > page.length) return null;
    values.push({ bytes: page.subarray(start, end), elsewhere: (entry & ELSEWHERE) !== 0 });
    start = end;
  }
  return values;
}

function isForwarded(status: number): boolean {
  return (status & KIND_BITS) >> 1 === FORWARDED;
}

/** A forwarded record ends with where it came from, which is no column. */
function dropBackPointer(values: VariableValue[]): void {
  const last = values.at(-1);
  if (last?.elsewhere && last.bytes[0] === 0 && last.bytes[1] === BACK_POINTER) values.pop();
}

/** Whether the `ordinal`-th column (1 is the first) is null, or not known to the record. */
export function isNullColumn({ columns, nulls }: DataRecord, ordinal: number): boolean {
  if (ordinal > columns) return true;
  return (((nulls[(ordinal - 1) >> 3] ?? 0) >> ((ordinal - 1) & 7)) & 1) === 1;
}
