import { DamagedCopy } from "../damaged-copy.ts";
import type { ByteReader } from "../reading/create-byte-reader.ts";

const STRING_BYTES_MAX = 64 * 2 ** 20;
const WORD_BYTES_MAX = 8;

/** How an archive of pg_dump writes numbers: `intBytes` long after a byte of sign. */
export type Primitives = {
  readonly readByte: () => Promise<number>;
  readonly readInt: () => Promise<number>;
  /** Null as pg_dump writes it: of length -1. */
  readonly readText: () => Promise<string | null>;
  readonly readOffset: () => Promise<{ readonly flag: number; readonly offset: number }>;
};

type Sizes = { readonly intBytes: number; readonly offsetBytes: number };

export function readPrimitives(reader: ByteReader, { intBytes, offsetBytes }: Sizes): Primitives {
  const readByte = async () => (await reader.take(1))[0] ?? 0;
  async function readInt(): Promise<number> {
    const bytes = await reader.take(1 + intBytes);
    const value = readLittleEndian(bytes.subarray(1));
    return bytes[0] ? -value : value;
  }
  async function readText(): Promise<string | null> {
    const length = await readInt();
    if (length < 0) return null;
    if (length > STRING_BYTES_MAX) throw malformed(reader.position());
    return (await reader.take(length)).toString("utf8");
  }
  async function readOffset() {
    const bytes = await reader.take(1 + offsetBytes);
    return { flag: bytes[0] ?? 0, offset: readLittleEndian(bytes.subarray(1)) };
  }
  return { readByte, readInt, readText, readOffset };
}

export function isWordSize(bytes: number): boolean {
  return bytes >= 1 && bytes <= WORD_BYTES_MAX;
}

export function malformed(at: number): DamagedCopy {
  return new DamagedCopy({
    en: `At byte ${at} the archive has something that pg_dump does not write.`,
    fr: `À l'octet ${at}, l'archive contient ce que pg_dump n'écrit pas.`,
  });
}

function readLittleEndian(bytes: Buffer): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
