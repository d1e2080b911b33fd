/** A stream that whoever leaves it leaves open, so that the next one reads on. */
export function shareStream(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
}

/** The first `length` bytes, fewer where there are none, and the whole stream still. */
export async function peekStream(chunks: AsyncIterable<Uint8Array>, length: number) {
  const rest = shareStream(chunks);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of rest) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= length) break;
  }
  async function* whole() {
    yield* pieces;
    yield* rest;
  }
  return { head: Buffer.concat(pieces).subarray(0, length), chunks: shareStream(whole()) };
}
