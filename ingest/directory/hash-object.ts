import { createHash } from "node:crypto";
import type { ObjectStore } from "../../platform/objects/object-store.ts";

type Expected = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
};

/**
 * SHA-256 in hex of an object's bytes; null when it is not, or no longer, of this size and time,
 * or when the signal breaks it off.
 */
export async function hashObject(
  objects: ObjectStore,
  { name, sizeBytes, modifiedAtMs }: Expected,
  signal: AbortSignal,
): Promise<string | null> {
  const hash = createHash("sha256");
  let bytesRead = 0;
  for await (const chunk of objects.read(name)) {
    if (signal.aborted) return null;
    hash.update(chunk);
    bytesRead += chunk.byteLength;
    if (bytesRead > sizeBytes) return null;
  }
  const after = await objects.head(name);
  const isSame = after?.sizeBytes === sizeBytes && after.modifiedAtMs === modifiedAtMs;
  return isSame && bytesRead === sizeBytes ? hash.digest("hex") : null;
}
