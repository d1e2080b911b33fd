import type { ByteSource } from "../../platform/objects/byte-source.ts";

export type PassingSource = ByteSource & {
  /** Takes what did not pass, so that every byte was taken. */
  readonly takeRest: () => Promise<void>;
};

/**
 * A source whose bytes are taken as they pass, each once and in order, whoever reads them: a reader
 * that goes forwards leaves nothing to be read again. What it passes over, or reads before what
 * comes earlier, is read once more at the end.
 */
export function hashPassing(source: ByteSource, take: (chunk: Uint8Array) => void): PassingSource {
  /** All before it was taken. */
  let taken = 0;

  async function* read(range: Parameters<ByteSource["read"]>[0] = {}) {
    let at = range.start ?? 0;
    for await (const chunk of source.read(range)) {
      const isNext = at <= taken && taken < at + chunk.length;
      if (isNext) {
        take(chunk.subarray(taken - at));
        taken = at + chunk.length;
      }
      at += chunk.length;
      yield chunk;
    }
  }

  return {
    sizeBytes: source.sizeBytes,
    read,
    takeRest: async () => {
      if (taken >= source.sizeBytes) return;
      for await (const chunk of source.read({ start: taken, isTransient: true })) take(chunk);
    },
  };
}
