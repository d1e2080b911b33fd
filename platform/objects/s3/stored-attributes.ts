import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import type { StoredAttributes, StoredChecksum } from "../object-store.ts";

/** The number of parts, as S3 adds it to a composite checksum. */
const PARTS = /-[0-9]+$/;

/** What S3 says of one object beside its size and time. */
export function storedAttributes(said: HeadObjectCommandOutput): StoredAttributes {
  const hold = said.ObjectLockLegalHoldStatus;
  return {
    checksums: checksumsOf(said),
    lockedUntilMs: said.ObjectLockRetainUntilDate?.getTime() ?? null,
    legalHold: hold === undefined ? null : hold === "ON",
    encrypted:
      said.ServerSideEncryption !== undefined || said.SSECustomerAlgorithm !== undefined || null,
    storageClass: said.StorageClass ?? null,
    versionId: said.VersionId ?? null,
  };
}

function checksumsOf(said: HeadObjectCommandOutput): readonly StoredChecksum[] {
  const values = {
    sha256: said.ChecksumSHA256,
    sha512: said.ChecksumSHA512,
    sha1: said.ChecksumSHA1,
    md5: said.ChecksumMD5,
    crc64nvme: said.ChecksumCRC64NVME,
    crc32c: said.ChecksumCRC32C,
    crc32: said.ChecksumCRC32,
  };
  return Object.entries(values).flatMap(([algorithm, value]) => {
    if (value === undefined) return [];
    const isComposite = said.ChecksumType === "COMPOSITE" || PARTS.test(value);
    return [{ algorithm, value, type: isComposite ? "composite" : "full" } as const];
  });
}
