import { DamagedCopy } from "../damaged-copy.ts";
import { type ByteReader, createByteReader } from "../reading/create-byte-reader.ts";

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const CHECKSUM_BYTES = 4;

export type ZstdFrame = {
  /** Whether the frame carries a checksum of its content. */
  readonly checksum: boolean;
  /** All bytes of the frame; to be read before the next frame is asked for. */
  readonly bytes: AsyncIterable<Buffer>;
};

/**
 * The frames of a Zstandard file (RFC 8878 §3.1), skippable ones left out, since Node expands only
 * the first. Throws `DamagedCopy` where there is none, or something else between or after them.
 */
export async function* splitZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ZstdFrame> {
  const reader = createByteReader(chunks);
  for (;;) {
    const at = reader.position();
    const magic = await reader.takeUpTo(4);
    if (magic.length === 0 && at > 0) return;
    const kind = magic.length === 4 ? magic.readUInt32LE() : 0;
    if (kind === FRAME) yield await openFrame(reader, magic);
    else if ((kind & ~0xf) >>> 0 === SKIPPABLE) await skipFrame(reader);
    else throw noFrame(at);
  }
}

async function skipFrame(reader: ByteReader): Promise<void> {
  const length = (await reader.take(4)).readUInt32LE();
  for await (const _ of reader.pass(length));
}

async function openFrame(reader: ByteReader, magic: Buffer): Promise<ZstdFrame> {
  const descriptor = await reader.take(1);
  const flags = descriptor[0] ?? 0;
  const singleSegment = (flags & 0x20) !== 0;
  const checksum = (flags & 0x04) !== 0;
  const size = CONTENT_SIZE_BYTES[flags >> 6] || (singleSegment ? 1 : 0);
  const rest = (singleSegment ? 0 : 1) + (DICTIONARY_BYTES[flags & 3] ?? 0) + size;
  async function* bytes() {
    yield magic;
    yield descriptor;
    yield await reader.take(rest);
    yield* passBlocks(reader);
    if (checksum) yield await reader.take(CHECKSUM_BYTES);
  }
  return { checksum, bytes: bytes() };
}

async function* passBlocks(reader: ByteReader): AsyncGenerator<Buffer> {
  for (let last = false; !last; ) {
    const at = reader.position();
    const header = await reader.take(3);
    const word = header.readUIntLE(0, 3);
    const type = (word >> 1) & 3;
    if (type === BLOCK_RESERVED) throw noFrame(at);
    last = (word & 1) === 1;
    yield header;
    yield* reader.pass(type === BLOCK_RLE ? 1 : word >> 3);
  }
}

function noFrame(at: number): DamagedCopy {
  return new DamagedCopy({
    en: `At byte ${at} is no frame or block of Zstandard.`,
    fr: `À l'octet ${at}, il n'y a ni trame ni bloc Zstandard.`,
  });
}
