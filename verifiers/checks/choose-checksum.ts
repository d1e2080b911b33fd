import type { StoredChecksum } from "../../platform/objects/object-store.ts";
import type { Checksum } from "../../schemas/events.ts";
import { isKnownAlgorithm } from "./checksums/create-checksum.ts";

type Known = {
  /** What was observed of the copy. */
  readonly observed: Checksum | null;
  /** What its vault keeps of it, best first. */
  readonly stored: readonly StoredChecksum[];
  /** Of its bytes when we first read them all. */
  readonly read: Checksum | null;
};

/**
 * What a copy's bytes are compared with: the first that is over all of them, by an algorithm that
 * we know. A checksum of parts depends on where they were cut, and compares with nothing here.
 */
export function chooseChecksum({ observed, stored, read }: Known): Checksum | null {
  return [observed, ...stored, read].find(isComparable) ?? observed;
}

/** Whether a checksum can be made of the bytes alone. */
export function isComparable(checksum: Checksum | null): checksum is Checksum {
  if (checksum === null || checksum.type === "composite") return false;
  return isKnownAlgorithm(checksum.algorithm);
}
