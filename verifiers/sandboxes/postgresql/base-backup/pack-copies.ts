import { basename } from "node:path";
import { OperatingError } from "../../../../platform/errors/operating-error.ts";
import type { RestorableCopy } from "../../sandbox.ts";

const BLOCK_BYTES = 512;
const NAME_BYTES_MAX = 100;
const SIZE_AT = 124;
const SIZE_BYTES = 12;
const CHECKSUM_AT = 148;
/** Of a size that is written in base 256, as GNU's tar does. */
const BINARY = 0x80;

/** Copies as one stream: a tar archive of them, each named as its object. */
export async function* packCopies(copies: readonly RestorableCopy[]): AsyncGenerator<Uint8Array> {
  for (const { uri, source } of copies) {
    yield makeHeader(nameCopy(uri), source.sizeBytes);
    let bytes = 0;
    for await (const chunk of source.read()) {
      bytes += chunk.length;
      yield chunk;
    }
    if (bytes !== source.sizeBytes)
      throw new OperatingError(`Cannot read ${uri}: its size changed`, { retryable: true });
    yield Buffer.alloc(-bytes & (BLOCK_BYTES - 1));
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}

/** The object's own name, which may tell what is in it. */
export function nameCopy(uri: string): string {
  return basename(new URL(uri).pathname);
}

/** As POSIX's ustar has it. */
function makeHeader(name: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name.slice(-NAME_BYTES_MAX), 0, NAME_BYTES_MAX);
  header.writeUInt8(BINARY, SIZE_AT);
  header.writeBigUInt64BE(BigInt(sizeBytes), SIZE_AT + SIZE_BYTES - 8);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  header.fill(" ", CHECKSUM_AT, CHECKSUM_AT + 8);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, CHECKSUM_AT);
  return header;
}
