import { shellWord } from "./quote-words.ts";

/** How a stored file is read, whatever it is compressed by. */
export function expandCopy(path: string): string {
  if (/\.(gz|tgz)$/i.test(path)) return `gzip --decompress --stdout ${shellWord(path)}`;
  if (/\.(zst|zstd)$/i.test(path)) return `zstd --decompress --stdout ${shellWord(path)}`;
  return `cat ${shellWord(path)}`;
}
