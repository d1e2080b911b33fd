const BLOCK_BYTES = 512;
const CHECKSUM_AT = 148;

/** A tar archive of regular files, as POSIX writes one. */
export function makeTar(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const members = Object.entries(files).flatMap(([name, bytes]) => [
    makeHeader(name, bytes.length),
    bytes,
    Buffer.alloc(-bytes.length & (BLOCK_BYTES - 1)),
  ]);
  return Buffer.concat([...members, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function makeHeader(name: string, sizeBytes: number): Uint8Array {
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0);
  header.write("0000600\0", 100);
  header.write(`${sizeBytes.toString(8).padStart(11, "0")}\0`, 124);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  header.fill(" ", CHECKSUM_AT, CHECKSUM_AT + 8);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, CHECKSUM_AT);
  return header;
}
