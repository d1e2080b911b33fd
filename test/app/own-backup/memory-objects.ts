import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { ObjectStore } from "../../../platform/objects/object-store.ts";

/** Objects that a test can damage byte by byte. */
export type MemoryObjects = ObjectStore & { readonly objects: Map<string, Buffer> };

export function createMemoryObjects(): MemoryObjects {
  const objects = new Map<string, Buffer>();
  const headOf = (name: string, bytes: Buffer) => {
    return { name, sizeBytes: bytes.length, modifiedAtMs: 0 };
  };
  return {
    objects,
    list: async function* () {
      for (const [name, bytes] of objects) yield headOf(name, bytes);
    },
    head: async (name) => {
      const bytes = objects.get(name);
      return bytes ? headOf(name, bytes) : null;
    },
    read: async function* (name, { start = 0, end = Number.POSITIVE_INFINITY } = {}) {
      const bytes = objects.get(name);
      if (!bytes) throw absent(name);
      yield bytes.subarray(start, end);
    },
    write: async (name, bytes) => {
      const chunks = bytes instanceof Uint8Array ? [bytes] : await Array.fromAsync(bytes);
      objects.set(name, Buffer.concat(chunks));
    },
    remove: async (name) => void objects.delete(name),
    uri: (name) => `memory:${name}`,
  };
}

function absent(name: string): OperatingError {
  const cause = Object.assign(new Error(name), { code: "ENOENT" });
  return new OperatingError(`Cannot read ${name}`, { retryable: false, cause });
}
