import { DamagedCopy } from "../damaged-copy.ts";

export type ByteReader = {
  /** Bytes taken so far. */
  readonly position: () => number;
  /** Exactly `length` bytes, which the caller has bounded; throws `DamagedCopy` at the end. */
  readonly take: (length: number) => Promise<Buffer>;
  /** At most `length` bytes: fewer only at the end. */
  readonly takeUpTo: (length: number) => Promise<Buffer>;
  /** The next `length` bytes as they come, in constant memory; throws `DamagedCopy` at the end. */
  readonly pass: (length: number) => AsyncIterable<Buffer>;
};

/** Reads a stream forwards, piece by piece. */
export function createByteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;

  /** Some bytes, at most `length`; empty only at the end. */
  async function next(length: number): Promise<Buffer> {
    while (rest.length === 0) {
      const { value, done } = await iterator.next();
      if (done) return rest;
      rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    const piece = rest.subarray(0, length);
    rest = rest.subarray(piece.length);
    position += piece.length;
    return piece;
  }

  async function takeUpTo(length: number): Promise<Buffer> {
    const first = await next(length);
    if (first.length === length || first.length === 0) return first;
    const pieces = [first];
    for (let bytes = first.length; bytes < length; ) {
      const piece = await next(length - bytes);
      if (piece.length === 0) break;
      pieces.push(piece);
      bytes += piece.length;
    }
    return Buffer.concat(pieces);
  }

  async function take(length: number): Promise<Buffer> {
    if (length === 0) return Buffer.alloc(0);
    const bytes = await takeUpTo(length);
    if (bytes.length < length) throw endsEarly(position);
    return bytes;
  }

  async function* pass(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      const piece = await next(left);
      if (piece.length === 0) throw endsEarly(position);
      left -= piece.length;
      yield piece;
    }
  }

  return { position: () => position, take, takeUpTo, pass };
}

function endsEarly(position: number): DamagedCopy {
  return new DamagedCopy({
    en: `It ends at byte ${position}, before what it says to have.`,
    fr: `Il s'arrête à l'octet ${position}, avant ce qu'il annonce.`,
  });
}
