export type Block = { readonly block: Buffer; readonly isLast: boolean };

/** Cuts a stream into blocks of `blockBytes`; the last, which may be shorter or empty, is said. */
export async function* cutBlocks(
  bytes: AsyncIterable<Uint8Array>,
  blockBytes: number,
): AsyncGenerator<Block> {
  let block = Buffer.allocUnsafe(blockBytes);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let taken = 0; taken < chunk.length; ) {
      if (filled === blockBytes) {
        yield { block, isLast: false };
        block = Buffer.allocUnsafe(blockBytes);
        filled = 0;
      }
      const piece = chunk.subarray(taken, taken + blockBytes - filled);
      block.set(piece, filled);
      filled += piece.length;
      taken += piece.length;
    }
  }
  yield { block: block.subarray(0, filled), isLast: true };
}
