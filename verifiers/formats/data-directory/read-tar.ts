import { DamagedCopy } from "../damaged-copy.ts";

export type TarFile = { readonly name: string; readonly bytes: Uint8Array };

const BLOCK_BYTES = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;
const NO_NUMBER = {
  en: "A header has no number where one belongs.",
  fr: "Un en-tête n'a pas de nombre là où il en faut un.",
};

/**
 * The regular files of a tar archive in memory. Throws `DamagedCopy` where a header is wrong or the
 * archive ends too early.
 */
export function* readTar(tar: Uint8Array): Iterable<TarFile> {
  for (let at = 0; ; ) {
    const header = tar.subarray(at, at + BLOCK_BYTES);
    if (header.length < BLOCK_BYTES)
      throw new DamagedCopy({
        en: `The archive ends at byte ${at}.`,
        fr: `L'archive s'arrête à l'octet ${at}.`,
      });
    if (header.every((byte) => byte === 0)) return;
    if (readOctal(header, CHECKSUM_AT, CHECKSUM_BYTES) !== sumHeader(header))
      throw new DamagedCopy({
        en: `The header at byte ${at} is damaged.`,
        fr: `L'en-tête à l'octet ${at} est endommagé.`,
      });
    const sizeBytes = readOctal(header, 124, 12);
    const from = at + BLOCK_BYTES;
    at = from + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    if (at > tar.length)
      throw new DamagedCopy({
        en: `The archive ends within the file at byte ${from}.`,
        fr: `L'archive s'arrête dans le fichier qui commence à l'octet ${from}.`,
      });
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "0" || type === "\0")
      yield { name: readName(header), bytes: tar.subarray(from, from + sizeBytes) };
  }
}

function readName(header: Uint8Array): string {
  const prefix = readText(header, 345, 155);
  const name = readText(header, 0, 100);
  return (prefix ? `${prefix}/${name}` : name).replace(/^(\.?\/)+/, "");
}

function readText(header: Uint8Array, at: number, length: number): string {
  const text = Buffer.from(header.subarray(at, at + length)).toString("utf8");
  return text.split("\0", 1)[0] ?? "";
}

function readOctal(header: Uint8Array, at: number, length: number): number {
  const text = readText(header, at, length).trim();
  if (!/^[0-7]+$/.test(text)) throw new DamagedCopy(NO_NUMBER);
  return Number.parseInt(text, 8);
}

/** The sum of the header's bytes, its checksum field taken as spaces. */
function sumHeader(header: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at += 1)
    sum += at >= CHECKSUM_AT && at < CHECKSUM_AT + CHECKSUM_BYTES ? 0x20 : (header[at] ?? 0);
  return sum;
}
