export type ObjectHead = {
  /** Relative to the store's root, `/` between parts. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
};

/**
 * Stored objects of one vault. Reading rejects with `OperatingError` whose `cause.code` is `ENOENT`
 * when the object is absent.
 */
export type ObjectStore = {
  /**
   * All objects, in no order, hidden and temporary ones left out; links are not followed out of the
   * root.
   */
  readonly list: () => AsyncIterable<ObjectHead>;
  /** Null when absent. */
  readonly head: (name: string) => Promise<ObjectHead | null>;
  /** Bytes from `start` (0) to before `end` (its size). */
  readonly read: (
    name: string,
    range?: { readonly start?: number; readonly end?: number },
  ) => AsyncIterable<Uint8Array>;
  /** Atomic: the object is there whole, durable, or not at all. */
  readonly write: (name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** The address that a copy's `uri` carries. */
  readonly uri: (name: string) => string;
};
