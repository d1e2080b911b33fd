import { PAGE_BYTES } from "../../../verifiers/formats/sql-server-backup/rows/page-slots.ts";

export type RecordParts = {
  readonly status?: number;
  /** Fixed data behind the first four bytes. */
  readonly fixed?: Uint8Array;
  readonly columns?: number;
  /** Ordinals (from 1) of the columns that are null. */
  readonly nulls?: readonly number[];
  readonly variable?: readonly { readonly bytes: Uint8Array; readonly elsewhere?: boolean }[];
};

const HAS_NULLS = 0x10;
const HAS_VARIABLE = 0x20;

/** One record as SQL Server writes it. */
export function buildRecord(parts: RecordParts): Uint8Array {
  const { fixed = new Uint8Array(), columns = 1, nulls = [], variable = [] } = parts;
  const status = parts.status ?? (variable.length > 0 ? HAS_NULLS | HAS_VARIABLE : HAS_NULLS);
  const bitmap = new Uint8Array(Math.ceil(columns / 8));
  for (const ordinal of nulls)
    bitmap[(ordinal - 1) >> 3] = (bitmap[(ordinal - 1) >> 3] ?? 0) | (1 << ((ordinal - 1) & 7));
  const head = [Uint8Array.of(status, 0), u16(4 + fixed.length), fixed, u16(columns), bitmap];
  if (variable.length === 0) return Buffer.concat(head);
  const values = variable.map(({ bytes }) => bytes);
  let end = Buffer.concat(head).length + 2 + 2 * variable.length;
  const ends = variable.map(({ bytes, elsewhere }) => {
    end += bytes.length;
    return u16(elsewhere ? end | 0x8000 : end);
  });
  return Buffer.concat([...head, u16(variable.length), ...ends, ...values]);
}

export type PageParts = {
  readonly type?: number;
  readonly level?: number;
  readonly indexId?: number;
  readonly objectId?: number;
  readonly page?: number;
  readonly file?: number;
  readonly records: readonly Uint8Array[];
};

/** A page with these records, unprotected. */
export function buildPage(parts: PageParts): Uint8Array {
  const page = new Uint8Array(PAGE_BYTES);
  const view = new DataView(page.buffer);
  view.setUint8(0, 1);
  view.setUint8(1, parts.type ?? 1);
  view.setUint8(3, parts.level ?? 0);
  view.setUint16(6, parts.indexId ?? 256, true);
  view.setUint16(22, parts.records.length, true);
  view.setUint32(24, parts.objectId ?? 100, true);
  view.setUint32(32, parts.page ?? 0, true);
  view.setUint16(36, parts.file ?? 1, true);
  let at = 96;
  for (const [slot, record] of parts.records.entries()) {
    page.set(record, at);
    view.setUint16(PAGE_BYTES - 2 * (slot + 1), at, true);
    at += record.length;
  }
  return page;
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8);
}
