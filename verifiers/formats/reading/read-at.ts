import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { DamagedCopy } from "../damaged-copy.ts";

/**
 * Exactly `length` bytes from `start` on, which its caller has bounded. Throws `DamagedCopy` where
 * the file does not have them.
 */
export async function readAt(source: ByteSource, start: number, length: number): Promise<Buffer> {
  const end = start + length;
  if (!Number.isSafeInteger(end) || start < 0 || end > source.sizeBytes) throw endsEarly(start);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of source.read({ start, end })) {
    pieces.push(piece);
    bytes += piece.length;
  }
  if (bytes !== length) throw endsEarly(start);
  return Buffer.concat(pieces);
}

function endsEarly(start: number): DamagedCopy {
  return new DamagedCopy({
    en: `The file ends before what it says to have at byte ${start}.`,
    fr: `Le fichier s'arrête avant ce qu'il annonce à l'octet ${start}.`,
  });
}
