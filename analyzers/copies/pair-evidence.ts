import { bytesToJson } from "../../schemas/size.ts";
import type { Pair } from "./compare-pair.ts";
import type { Observation } from "./copy.ts";

/** What decides whether two copies are the same. */
export function pairEvidence({ primary, duplicate }: Pair) {
  return { primary: toEvidence(primary), duplicate: toEvidence(duplicate) };
}

function toEvidence({ sizeBytes, checksum, encrypted, storageClass }: Observation) {
  return {
    sizeBytes: bytesToJson(sizeBytes),
    checksum: checksum ? `${checksum.algorithm}:${checksum.value}` : null,
    checksumType: checksum ? (checksum.type ?? "full") : null,
    encrypted,
    storageClass,
  };
}
