import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { InspectOptions } from "../format-reader.ts";

export type MeteredSource = ByteSource & { readonly bytesRead: () => number };

/** A source that counts what is read of it, tells of it, and stops when it is asked to. */
export function meterSource(
  source: ByteSource,
  { signal, onProgress }: Pick<InspectOptions, "signal" | "onProgress">,
): MeteredSource {
  let bytesRead = 0;
  async function* read(range?: Parameters<ByteSource["read"]>[0]) {
    for await (const chunk of source.read(range)) {
      signal.throwIfAborted();
      bytesRead += chunk.length;
      onProgress?.(bytesRead);
      yield chunk;
    }
  }
  return { sizeBytes: source.sizeBytes, read, bytesRead: () => bytesRead };
}
