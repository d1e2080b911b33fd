/** A block's header, of the Microsoft Tape Format 1.00a; streams' headers are shorter. */
export const BLOCK_HEADER_BYTES = 52;
export const STREAM_HEADER_BYTES = 22;

/** More than a number of bytes can be is `Infinity`. */
export type BlockHeader = {
  readonly type: string;
  /** From the block's start to its first stream; to the next block where it has no streams. */
  readonly offsetToStreams: number;
  /** In logical blocks from the start of the backup set. */
  readonly logicalAddress: number;
  /** Counts the blocks of a set. */
  readonly controlBlock: number;
  readonly isIntact: boolean;
};

export type StreamHeader = {
  readonly id: string;
  readonly attributes: number;
  readonly lengthBytes: number;
  readonly encryption: number;
  readonly compression: number;
  readonly isIntact: boolean;
};

/** Of a stream's `attributes` ("media format attributes"). */
export const VARIABLE = 0x02;
export const VARIABLE_END = 0x04;
export const ENCRYPTED = 0x08;
export const COMPRESSED = 0x10;

/** The types of blocks that SQL Server writes, and those that the format itself names. */
const BLOCK_TYPES: ReadonlySet<string> = new Set(
  "TAPE SFMB SSET VOLB DIRB FILE CFIL ESPB ESET EOTM MSCI MSDA MSTL MSLS".split(" "),
);

export function parseBlockHeader(bytes: Uint8Array): BlockHeader {
  const view = viewOf(bytes);
  const type = readName(bytes);
  return {
    type,
    offsetToStreams: view.getUint16(8, true),
    logicalAddress: readSize(view, 20),
    controlBlock: view.getUint32(36, true),
    isIntact: isSelfChecked(view, 25) && /^[A-Z]{4}$/.test(type),
  };
}

export function parseStreamHeader(bytes: Uint8Array): StreamHeader {
  const view = viewOf(bytes);
  const id = readName(bytes);
  return {
    id,
    attributes: view.getUint16(6, true),
    lengthBytes: readSize(view, 8),
    encryption: view.getUint16(16, true),
    compression: view.getUint16(18, true),
    isIntact: isSelfChecked(view, 10) && /^[A-Z]{4}$/.test(id),
  };
}

/** Whether a block of a known type starts here: what reading goes on from after damage. */
export function isKnownBlock(bytes: Uint8Array): boolean {
  return BLOCK_TYPES.has(readName(bytes)) && parseBlockHeader(bytes).isIntact;
}

/** The exclusive or of the first `words` 16-bit words is the next one. */
function isSelfChecked(view: DataView, words: number): boolean {
  let sum = 0;
  for (let word = 0; word < words; word += 1) sum ^= view.getUint16(2 * word, true);
  return sum === view.getUint16(2 * words, true);
}

function readSize(view: DataView, at: number): number {
  const size = view.getBigUint64(at, true);
  return size > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(size);
}

function readName(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 4));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
