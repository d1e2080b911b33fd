import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

const OWN_FILE = 0o600;
const OWN_DIRECTORY = 0o700;

/**
 * Writes a file below a directory while it is read on by somebody else. Nothing below it is a link,
 * as none is ever made there.
 */
export async function* writeMember(
  directory: string,
  place: string,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const path = join(directory, place);
  mkdirSync(dirname(path), { recursive: true, mode: OWN_DIRECTORY });
  const file = openSync(path, "w", OWN_FILE);
  try {
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
      yield chunk;
    }
  } finally {
    closeSync(file);
  }
}
