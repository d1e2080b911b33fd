import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Checksum } from "../../schemas/events.ts";
import type { Copy } from "./copy.ts";

/** What `vigie.copy.observed.v1` says of a copy beyond place, size and instant. */
export type CopyAttributes = {
  readonly checksum?: Checksum;
  readonly lockedUntil?: string;
  readonly encrypted?: boolean;
  readonly storageClass?: string;
};

/** How a collector finds out what an object is, beyond its name, size and time. */
export type Examining = {
  /**
   * A text that is another one when the object is; null where it is not, or no longer, of the size
   * and time that it was listed with, or where the signal broke it off.
   */
  readonly examine: (
    objects: ObjectStore,
    copy: Copy,
    signal: AbortSignal,
  ) => Promise<string | null>;
  /** What of such a text is told. */
  readonly attributesOf: (found: string) => CopyAttributes;
  /** What examining takes of the budget for doing it again. */
  readonly costOf: (copy: Copy) => number;
  /** So many at once. */
  readonly together: number;
};
