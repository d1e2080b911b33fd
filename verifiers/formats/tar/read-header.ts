import { DamagedCopy } from "../damaged-copy.ts";

const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;
const SIZE_AT = 124;
const SIZE_BYTES = 12;
const KINDS: Readonly<Record<string, TarHeader["kind"]>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  x: "pax",
  g: "pax-global",
  L: "long-name",
  K: "long-link",
  "1": "link",
  "2": "link",
  "5": "directory",
};
/** Links and devices have no bytes, whatever their header says. */
const WITHOUT_BYTES = /^[1-6]$/;

/** `link`: hard or symbolic; `other`: devices, pipes, what nobody knows. */
export type MemberKind = "file" | "directory" | "link" | "other";

export type TarHeader = {
  readonly kind: MemberKind | "pax" | "pax-global" | "long-name" | "long-link";
  readonly name: string;
  readonly sizeBytes: number;
};

/** A tar header of 512 bytes; throws `DamagedCopy` where it does not agree with its checksum. */
export function readHeader(block: Buffer, offset: number): TarHeader {
  const header = peekHeader(block);
  if (header) return header;
  throw new DamagedCopy({
    en: `The header at byte ${offset} is damaged.`,
    fr: `L'en-tête à l'octet ${offset} est endommagé.`,
  });
}

/** Null where the header does not agree with its checksum. */
export function peekHeader(block: Buffer): TarHeader | null {
  const checksum = readNumber(block.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES));
  const sizeBytes = readNumber(block.subarray(SIZE_AT, SIZE_AT + SIZE_BYTES));
  if (checksum === null || checksum !== sumHeader(block) || sizeBytes === null) return null;
  const type = String.fromCharCode(block[156] ?? 0);
  const kind = KINDS[type] ?? "other";
  return { kind, name: readName(block), sizeBytes: WITHOUT_BYTES.test(type) ? 0 : sizeBytes };
}

function readName(block: Buffer): string {
  const name = readText(block, 0, 100);
  const posix = block.toString("latin1", 257, 263) === "ustar\0";
  const prefix = posix ? readText(block, 345, 155) : "";
  return prefix ? `${prefix}/${name}` : name;
}

function readText(block: Buffer, at: number, length: number): string {
  return block.toString("utf8", at, at + length).split("\0", 1)[0] ?? "";
}

/** Octal, or GNU's base 256 where the first bit is set; null where it is no number. */
function readNumber(field: Buffer): number | null {
  const first = field[0] ?? 0;
  if (first === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : null;
  }
  const text = field.toString("latin1").replace(/\0.*$/s, "").trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** The sum of the header's bytes, its checksum field taken as spaces. */
function sumHeader(block: Buffer): number {
  let sum = CHECKSUM_BYTES * 0x20;
  for (let at = 0; at < block.length; at += 1)
    if (at < CHECKSUM_AT || at >= CHECKSUM_AT + CHECKSUM_BYTES) sum += block[at] ?? 0;
  return sum;
}
