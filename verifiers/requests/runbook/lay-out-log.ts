import { posix } from "node:path";
import { expandCopy } from "./expand-copy.ts";
import { shellWord } from "./quote-words.ts";
import type { LocalLink } from "./runbook-step.ts";

const TAR = /\.(tar|tgz|tar\.(gz|zst|zstd))$/i;
const COMPRESSED = /\.(gz|zst|zstd)$/i;

/**
 * Brings a copy of PostgreSQL's log to where `restore_command` looks for segments: under the name
 * that it has in its vault, as `%f` asks for it, and expanded; what is in a tar, each by itself.
 */
export function layOutLog({ copy, format, path }: LocalLink, archive: string): readonly string[] {
  if (format === "tar" || TAR.test(path)) {
    const unpacked = `${archive}/unpacked`;
    return [
      `mkdir ${unpacked}`,
      `${expandCopy(path)} | tar --extract --directory=${unpacked}`,
      `find ${unpacked} -type f -exec mv --target-directory=${archive} {} +`,
      `rm --recursive ${unpacked}`,
    ];
  }
  const isFile = copy.uri.startsWith("file:");
  const name = posix.basename(isFile ? path : copy.uri).replace(COMPRESSED, "");
  return [`${expandCopy(path)} > ${shellWord(`${archive}/${name}`)}`];
}
