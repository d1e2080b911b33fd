import { areComparable, haveSameBytes, type Observation } from "./copy.ts";

export const MISMATCHES = ["copy-size-mismatch", "copy-checksum-mismatch"] as const;
export type Mismatch = (typeof MISMATCHES)[number];

/** How two copies of one run differ; `same` needs equal checksums. */
export type Comparison = Mismatch | "copy-unverified" | "same";

/**
 * Compares what was seen of two copies. Copies that one side stores otherwise (encrypted, another
 * storage class) cannot be compared by bytes.
 */
export function compareCopies(a: Observation, b: Observation): Comparison {
  if (!haveSameBytes(a, b)) {
    if (areStoredOtherwise(a, b)) return "copy-unverified";
    return a.sizeBytes === b.sizeBytes ? "copy-checksum-mismatch" : "copy-size-mismatch";
  }
  return areComparable(a.checksum, b.checksum) ? "same" : "copy-unverified";
}

function areStoredOtherwise(a: Observation, b: Observation): boolean {
  if ((a.encrypted ?? false) !== (b.encrypted ?? false)) return true;
  return a.storageClass !== null && b.storageClass !== null && a.storageClass !== b.storageClass;
}
