/** As the store keeps it; `composite` is a checksum of the checksums of an upload's parts. */
export type StoredChecksum = {
  /** `sha256`, `sha1`, `crc32`, `crc32c`, `crc64nvme`, ... */
  readonly algorithm: string;
  /** In base64. */
  readonly value: string;
  readonly type: "full" | "composite";
};

/** What a store that keeps more than bytes says of one object; null where it says nothing. */
export type StoredAttributes = {
  readonly checksums: readonly StoredChecksum[];
  /** Null may also mean that we have no right to see it. */
  readonly lockedUntilMs: number | null;
  readonly legalHold: boolean | null;
  readonly encrypted: boolean | null;
  readonly storageClass: string | null;
  readonly versionId: string | null;
};

export type ObjectHead = {
  /** Relative to the store's root, `/` between parts. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** From `head`, never from `list`, and only of stores that keep such. */
  readonly stored?: StoredAttributes;
};

/** Bytes from `start` (0) to before `end` (its size). */
export type ReadRange = {
  readonly start?: number;
  readonly end?: number;
  /**
   * The memory of a chunk may be used again once two more were asked for. New memory for each costs
   * a large process more than reading does, as its collector of garbage comes for it.
   */
  readonly isTransient?: boolean;
};

/** Closed when it is disposed of. */
export type OpenedFile = AsyncDisposable & { readonly descriptor: number };

/**
 * Stored objects of one vault. Reading rejects with `OperatingError` whose `cause.code` is `ENOENT`
 * when the object is absent.
 */
export type ObjectStore = {
  /**
   * All objects, in no order; those of a directory that are hidden or temporary are left out, and
   * links are not followed out of the root.
   */
  readonly list: () => AsyncIterable<ObjectHead>;
  /** Null when absent. */
  readonly head: (name: string) => Promise<ObjectHead | null>;
  readonly read: (name: string, range?: ReadRange) => AsyncIterable<Uint8Array>;
  /** Only of files of this machine: for another thread to read, as `read` would. */
  readonly openFile?: (name: string) => Promise<OpenedFile>;
  /** Atomic: the object is there whole, durable, or not at all. */
  readonly write: (name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** The address that a copy's `uri` carries. */
  readonly uri: (name: string) => string;
};
