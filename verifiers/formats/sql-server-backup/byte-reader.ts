import assert from "node:assert/strict";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";

type Options = {
  readonly signal: AbortSignal;
  readonly onProgress?: ((bytesRead: number) => void) | undefined;
};

/** Reads a source once, from start to end, holding one chunk of it and awaiting the next. */
export type ByteReader = AsyncDisposable & {
  readonly sizeBytes: number;
  /** Of the next byte. */
  readonly position: () => number;
  /** Fills `target` from its start; returns how many bytes there still were. */
  readonly fill: (target: Uint8Array) => Promise<number>;
  /** Up to `bytes` bytes, fewer at the end. */
  readonly take: (bytes: number) => Promise<Uint8Array>;
  /** Puts bytes back that were just taken, to be read again. */
  readonly putBack: (bytes: Uint8Array) => void;
  /** Passes `bytes` over, reading them; returns how many there still were. */
  readonly skip: (bytes: number) => Promise<number>;
};

const NOTHING = new Uint8Array(0);

export function openByteReader(source: ByteSource, options: Options): ByteReader {
  const { signal, onProgress } = options;
  const chunks = source.read({ isTransient: true })[Symbol.asyncIterator]();
  const readAhead = () => {
    const next = chunks.next();
    // Told where it is awaited, if it is.
    next.catch(() => {});
    return next;
  };
  let ahead = readAhead();
  let chunk: Uint8Array = NOTHING;
  let at = 0;
  let position = 0;
  let after: Uint8Array = NOTHING;
  let isAtEnd = false;

  /** False at the end of the source. */
  async function hasMore(): Promise<boolean> {
    while (at === chunk.length && !isAtEnd) {
      if (after.length > 0) {
        [chunk, after, at] = [after, NOTHING, 0];
        continue;
      }
      signal.throwIfAborted();
      onProgress?.(position);
      const next = await ahead;
      isAtEnd = next.done === true;
      if (!isAtEnd) ahead = readAhead();
      chunk = next.done ? NOTHING : next.value;
      at = 0;
    }
    return at < chunk.length;
  }

  async function pass(bytes: number, use: (part: Uint8Array, passed: number) => void) {
    let passed = 0;
    while (passed < bytes && (at < chunk.length || (await hasMore()))) {
      const part = chunk.subarray(at, at + Math.min(bytes - passed, chunk.length - at));
      use(part, passed);
      at += part.length;
      position += part.length;
      passed += part.length;
    }
    return passed;
  }

  const fill = (target: Uint8Array) =>
    pass(target.length, (part, passed) => target.set(part, passed));

  return {
    sizeBytes: source.sizeBytes,
    position: () => position,
    fill,
    take: async (bytes) => {
      const target = new Uint8Array(bytes);
      return target.subarray(0, await fill(target));
    },
    putBack: (bytes) => {
      // What is put back is less than a chunk, and comes before what is left of it.
      assert.equal(after.length, 0);
      [after, chunk, at] = [chunk.subarray(at), bytes, 0];
      position -= bytes.length;
    },
    skip: (bytes) => pass(bytes, () => {}),
    [Symbol.asyncDispose]: async () => {
      await ahead.catch(() => {});
      await chunks.return?.();
    },
  };
}
