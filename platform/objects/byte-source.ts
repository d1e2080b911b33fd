import type { ObjectHead, ObjectStore } from "./object-store.ts";

/** The bytes of one object: readable from any place, as often as wanted. */
export type ByteSource = {
  readonly sizeBytes: number;
  /** Bytes from `start` (0) to before `end` (its size), in chunks of any length. */
  readonly read: ObjectStore["read"] extends (name: string, ...range: infer R) => infer Bytes
    ? (...range: R) => Bytes
    : never;
};

/** An object of a store, as it was when looked at. */
export function toByteSource(
  store: ObjectStore,
  { name, sizeBytes }: Pick<ObjectHead, "name" | "sizeBytes">,
): ByteSource {
  return { sizeBytes, read: (range) => store.read(name, range) };
}
