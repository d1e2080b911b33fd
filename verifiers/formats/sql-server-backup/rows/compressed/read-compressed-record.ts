const COMPRESSED_RECORD = 0x01;
const LONG_DATA = 0x20;
const TWO_BYTE_COUNT = 0x80;
const TWO_BYTE_OFFSETS = 0x01;
const ELSEWHERE = 0x8000;
const END_BITS = 0x7fff;
const COLUMNS_MAX = 1_024;
const CLUSTER_COLUMNS = 30;

/** What a column's descriptor says; from 2 to 9 it is one more than the bytes of the value. */
export const NULL = 0;
export const EMPTY = 1;
const EIGHT_BYTES = 9;
export const LONG = 10;
export const TRUE = 11;
export const SYMBOL = 12;

export type CompressedField = {
  readonly descriptor: number;
  /** The page's own bytes, not a copy. */
  readonly bytes: Uint8Array;
  /** The bytes are a pointer to the value. */
  readonly elsewhere: boolean;
};

/**
 * Reads the record at `at` of a page with row or page compression: a descriptor of four bits for
 * each column, then values of up to eight bytes, then longer ones. Null where it is none, or is
 * not as documented: D. Korotkevitch, Pro SQL Server Internals, "Row Compression"; M. Rasmussen's
 * OrcaMDF (https://improve.dk/orcamdf-row-compression-support/).
 */
export function readCompressedRecord(
  page: Uint8Array,
  at: number,
): readonly CompressedField[] | null {
  const header = page[at] ?? 0;
  if (!(header & COMPRESSED_RECORD)) return null;
  const isWide = ((page[at + 1] ?? 0) & TWO_BYTE_COUNT) !== 0;
  const columns = isWide
    ? (((page[at + 1] ?? 0) & ~TWO_BYTE_COUNT) << 8) | (page[at + 2] ?? 0)
    : (page[at + 1] ?? 0);
  if (columns > COLUMNS_MAX) return null;
  const descriptorsAt = at + (isWide ? 3 : 2);
  const shortAt = descriptorsAt + Math.ceil(columns / 2);
  const short = readShort(page, { descriptorsAt, shortAt, columns });
  if (!short) return null;
  return header & LONG_DATA ? addLong(page, short) : hasLong(short.fields) ? null : short.fields;
}

type Short = { readonly fields: CompressedField[]; readonly end: number };

function readShort(
  page: Uint8Array,
  place: { readonly descriptorsAt: number; readonly shortAt: number; readonly columns: number },
): Short | null {
  const { descriptorsAt, shortAt, columns } = place;
  const clusters = countClusters(columns);
  const fields: CompressedField[] = [];
  let start = shortAt + clusters;
  let clusterAt = start;
  for (let column = 0; column < columns; column += 1) {
    const pair = page[descriptorsAt + (column >> 1)] ?? 0;
    const descriptor = column & 1 ? pair >> 4 : pair & 15;
    if (descriptor > SYMBOL) return null;
    const end = start + countBytes(descriptor);
    if (end > page.length) return null;
    fields.push({ descriptor, bytes: page.subarray(start, end), elsewhere: false });
    start = end;
    if ((column + 1) % CLUSTER_COLUMNS > 0) continue;
    const cluster = (column + 1) / CLUSTER_COLUMNS - 1;
    if (cluster < clusters && page[shortAt + cluster] !== start - clusterAt) return null;
    clusterAt = start;
  }
  return { fields, end: start };
}

function addLong(page: Uint8Array, { fields, end }: Short): readonly CompressedField[] | null {
  if (!((page[end] ?? 0) & TWO_BYTE_OFFSETS)) return null;
  const u16 = (place: number) => (page[place] ?? 0) | ((page[place + 1] ?? 0) << 8);
  const values = u16(end + 1);
  const offsetsAt = end + 3;
  const dataAt = offsetsAt + 2 * values + countClusters(fields.length);
  let [value, start] = [0, dataAt];
  for (const [column, { descriptor }] of fields.entries()) {
    if (descriptor !== LONG) continue;
    const offset = u16(offsetsAt + 2 * value);
    const valueEnd = dataAt + (offset & END_BITS);
    if (value >= values || valueEnd < start || valueEnd > page.length) return null;
    const elsewhere = (offset & ELSEWHERE) !== 0;
    fields[column] = { descriptor, bytes: page.subarray(start, valueEnd), elsewhere };
    start = valueEnd;
    value += 1;
  }
  return fields;
}

function hasLong(fields: readonly CompressedField[]): boolean {
  return fields.some(({ descriptor }) => descriptor === LONG);
}

/** A symbol is one byte, that of a page's dictionary. */
function countBytes(descriptor: number): number {
  if (descriptor === SYMBOL) return 1;
  return descriptor > EMPTY && descriptor <= EIGHT_BYTES ? descriptor - 1 : 0;
}

/** Where there are more than 30 columns, each 30 but the last have their length stored. */
function countClusters(columns: number): number {
  return Math.max(0, Math.floor((columns - 1) / CLUSTER_COLUMNS));
}
