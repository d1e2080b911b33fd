import { z } from "zod";
import type { ObjectStore, StoredChecksum } from "../../platform/objects/object-store.ts";
import { checksumSchema } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { canonicalJson } from "../accept/canonical-json.ts";
import type { Copy } from "../directory/copy.ts";
import type { CopyAttributes } from "../directory/examining.ts";

const SECOND_MS = 1_000;
/** Those of all bytes first, the strongest first. */
const STRONGEST_FIRST = ["sha512", "sha256", "sha1", "md5", "crc64nvme", "crc32c", "crc32"];

const describedSchema = z.object({
  checksum: checksumSchema.optional(),
  lockedUntil: z.string().optional(),
  encrypted: z.boolean().optional(),
  storageClass: z.string().optional(),
});

/**
 * What a bucket keeps of an object beside its bytes, as JSON: one request, and no byte is read.
 * Null where the object is not of the size and time any more that it was listed with.
 */
export async function describeObject(objects: ObjectStore, copy: Copy): Promise<string | null> {
  const head = await objects.head(copy.name);
  if (!head || head.sizeBytes !== copy.sizeBytes) return null;
  // Listings may have milliseconds; HTTP's header has none.
  if (secondOf(head) !== secondOf(copy)) return null;
  const { checksums = [], lockedUntilMs, encrypted, storageClass, versionId } = head.stored ?? {};
  const checksum = chooseChecksum(checksums);
  return canonicalJson({
    ...(checksum && { checksum }),
    ...(lockedUntilMs != null && { lockedUntil: instantToJson(lockedUntilMs) }),
    ...(encrypted != null && { encrypted }),
    ...(storageClass != null && { storageClass }),
    // Another version is another object, also under the same size and second.
    ...(versionId != null && { versionId }),
  });
}

/** What of it is told. */
export function readDescription(found: string): CopyAttributes {
  const { checksum, lockedUntil, encrypted, storageClass } = describedSchema.parse(
    JSON.parse(found),
  );
  return {
    ...(checksum && { checksum }),
    ...(lockedUntil !== undefined && { lockedUntil }),
    ...(encrypted !== undefined && { encrypted }),
    ...(storageClass !== undefined && { storageClass }),
  };
}

function secondOf({ modifiedAtMs }: { readonly modifiedAtMs: number }): number {
  return Math.floor(modifiedAtMs / SECOND_MS);
}

function chooseChecksum(checksums: readonly StoredChecksum[]): StoredChecksum | null {
  const rank = ({ algorithm, type }: StoredChecksum) =>
    STRONGEST_FIRST.indexOf(algorithm) + (type === "full" ? 0 : STRONGEST_FIRST.length);
  return checksums.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}
