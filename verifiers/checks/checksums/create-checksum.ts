import { createHash, getHashes } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c } from "../../formats/data-directory/crc32c.ts";
import { createCrc64Nvme } from "./crc64-nvme.ts";

/** Taken in over many pieces; the digest is in the order of bytes that S3 and `openssl` show. */
export type RunningChecksum = {
  readonly update: (bytes: Uint8Array) => void;
  readonly digest: () => Buffer;
};

/** A checksum of all bytes, by the name that events give it; null where we know none. */
export function createChecksum(algorithm: string): RunningChecksum | null {
  switch (algorithm) {
    case "crc32":
      return create32((bytes, crc) => crc32(bytes, crc));
    case "crc32c":
      return create32(crc32c);
    case "crc64nvme":
      return createCrc64Nvme();
    default:
      return isHash(algorithm) ? createHash(algorithm) : null;
  }
}

/** Whether `createChecksum` knows it. */
export function isKnownAlgorithm(algorithm: string): boolean {
  return ["crc32", "crc32c", "crc64nvme"].includes(algorithm) || isHash(algorithm);
}

function isHash(algorithm: string): boolean {
  return getHashes().includes(algorithm);
}

function create32(next: (bytes: Uint8Array, crc: number) => number): RunningChecksum {
  let crc = 0;
  return {
    update: (bytes) => {
      crc = next(bytes, crc);
    },
    digest: () => {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc);
      return digest;
    },
  };
}
