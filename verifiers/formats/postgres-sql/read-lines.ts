import { MalformedDump } from "./malformed-dump.ts";

const NEWLINE = 0x0a;
const LINE_BYTES_MAX = 64 * 2 ** 20;

/**
 * Lines with their line ends, the last one perhaps without. Throws `MalformedDump` for a line
 * longer than 64 MiB.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let line = 1;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      const head = bytes.subarray(from, at + 1);
      from = at + 1;
      yield pending.length === 0 ? head : Buffer.concat([...pending, head]);
      line += 1;
      pending = [];
      pendingBytes = 0;
    }
    if (from === bytes.length) continue;
    pending.push(bytes.subarray(from));
    pendingBytes += bytes.length - from;
    if (pendingBytes > LINE_BYTES_MAX)
      throw new MalformedDump(line, { en: "longer than 64 MiB", fr: "plus de 64 Mio" });
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}
