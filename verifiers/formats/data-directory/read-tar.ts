import { DamagedCopy } from "../damaged-copy.ts";
import { readHeader } from "../tar/read-header.ts";

export type TarFile = { readonly name: string; readonly bytes: Uint8Array };

const BLOCK_BYTES = 512;

/**
 * The regular files of a tar archive in memory. Throws `DamagedCopy` where a header is wrong or the
 * archive ends too early.
 */
export function* readTar(tar: Uint8Array): Iterable<TarFile> {
  for (let at = 0; ; ) {
    const block = Buffer.from(tar.buffer, tar.byteOffset + at, blockBytes(tar, at));
    if (block.every((byte) => byte === 0)) return;
    const { kind, name, sizeBytes } = readHeader(block, at);
    const from = at + BLOCK_BYTES;
    at = from + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    if (at > tar.length)
      throw new DamagedCopy({
        en: `The archive ends within the file at byte ${from}.`,
        fr: `L'archive s'arrête dans le fichier qui commence à l'octet ${from}.`,
      });
    if (kind === "file")
      yield { name: name.replace(/^(\.?\/)+/, ""), bytes: tar.subarray(from, from + sizeBytes) };
  }
}

function blockBytes(tar: Uint8Array, at: number): number {
  if (tar.length - at >= BLOCK_BYTES) return BLOCK_BYTES;
  throw new DamagedCopy({
    en: `The archive ends at byte ${at}.`,
    fr: `L'archive s'arrête à l'octet ${at}.`,
  });
}
