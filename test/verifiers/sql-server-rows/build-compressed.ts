import { u16 } from "./build-page.ts";

/** A column's value as a compressed record holds it: nothing is an empty one. */
export type CompressedCell = Uint8Array | null | true | { readonly symbol: number };

const PRIMARY = 0x01;
const HAS_LONG = 0x20;
const SHORT_BYTES_MAX = 8;
const CLUSTER = 30;

/** One record of a table with row or page compression, as SQL Server's documentation has it. */
export function buildCompressedRecord(cells: readonly CompressedCell[], status = PRIMARY): Buffer {
  const long = cells.filter((cell) => isLong(cell));
  const count = cells.length;
  const header = long.length > 0 ? status | HAS_LONG : status;
  const head = count > 127 ? [header, 0x80 | (count >> 8), count & 0xff] : [header, count];
  const descriptors = Buffer.alloc(Math.ceil(count / 2));
  for (const [at, cell] of cells.entries())
    descriptors[at >> 1] = (descriptors[at >> 1] ?? 0) | (describe(cell) << (at & 1 ? 4 : 0));
  const short = cells.map((cell) => (isLong(cell) ? Buffer.alloc(0) : toBytes(cell)));
  const clusters = Math.floor((count - 1) / CLUSTER);
  const lengths = Array.from({ length: clusters }, (_, cluster) =>
    sum(short.slice(cluster * CLUSTER, (cluster + 1) * CLUSTER)),
  );
  const parts = [Buffer.from(head), descriptors, Buffer.from(lengths), ...short];
  if (long.length === 0) return Buffer.concat(parts);
  const ends = endsOf(long.map(toBytes), 0);
  const counts = Buffer.alloc(clusters);
  const values = long.map(toBytes);
  return Buffer.concat([...parts, Buffer.from([1]), u16(long.length), ...ends, counts, ...values]);
}

/** What page compression puts behind a page's header. */
export function buildPageCompression(
  anchor: readonly CompressedCell[] | null,
  dictionary: readonly Uint8Array[] | null,
): Buffer {
  const record = anchor ? buildCompressedRecord(anchor) : Buffer.alloc(0);
  const flags = (anchor ? 2 : 0) | (dictionary ? 4 : 0);
  const length = (dictionary ? 7 : 5) + record.length;
  const entries = dictionary ? buildDictionary(dictionary) : Buffer.alloc(0);
  const sizes = dictionary ? [u16(length), u16(length + entries.length)] : [u16(length)];
  return Buffer.concat([Buffer.from([flags]), u16(0), ...sizes, record, entries]);
}

function buildDictionary(entries: readonly Uint8Array[]): Buffer {
  const ends = endsOf(entries, 2 + 2 * entries.length);
  return Buffer.concat([u16(entries.length), ...ends, ...entries]);
}

function endsOf(parts: readonly Uint8Array[], start: number): Uint8Array[] {
  return parts.map((_, at) => u16(start + sum(parts.slice(0, at + 1))));
}

/** Big-endian, from the least number of as many bytes up, in as few as hold it. */
export function compressInteger(value: bigint): Buffer {
  if (value === 0n) return Buffer.alloc(0);
  for (let bytes = 1; ; bytes += 1) {
    const half = 1n << BigInt(8 * bytes - 1);
    if (value < -half || value >= half) continue;
    return Buffer.from((value + half).toString(16).padStart(2 * bytes, "0"), "hex");
  }
}

function isLong(cell: CompressedCell): boolean {
  return cell instanceof Uint8Array && cell.length > SHORT_BYTES_MAX;
}

function describe(cell: CompressedCell): number {
  if (cell === null) return 0;
  if (cell === true) return 11;
  if (!(cell instanceof Uint8Array)) return 12;
  return isLong(cell) ? 10 : cell.length + 1;
}

function toBytes(cell: CompressedCell): Buffer {
  if (cell === null || cell === true) return Buffer.alloc(0);
  return cell instanceof Uint8Array ? Buffer.from(cell) : Buffer.from([cell.symbol]);
}

function sum(parts: readonly Uint8Array[]): number {
  return parts.reduce((total, { length }) => total + length, 0);
}
