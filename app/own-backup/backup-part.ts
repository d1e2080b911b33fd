import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { z } from "zod";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { BackupDamage } from "./backup-damage.ts";
import type { Keyring } from "./create-keyring.ts";
import { type Sealing, sealObject, unsealObject } from "./sealed-object.ts";

/** One object of a backup as it was before it was compressed and encrypted. */
export const backupPartSchema = z.strictObject({
  name: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
});
export type BackupPart = z.infer<typeof backupPartSchema>;

type Bytes = AsyncIterable<Uint8Array>;
type WriteOptions = {
  readonly objects: ObjectStore;
  readonly backup: string;
  readonly sealing: Sealing;
};
type ReadOptions = {
  readonly objects: ObjectStore;
  readonly backup: string;
  readonly keyring: Keyring;
};

/** Compresses, encrypts and stores a stream in constant memory. */
export async function writePart(
  { objects, backup, sealing }: WriteOptions,
  name: string,
  bytes: Bytes,
): Promise<BackupPart> {
  const object = `${backup}/${name}`;
  const meter = createMeter();
  await pipeline(bytes, meter.pass, createZstdCompress(), (packed: Bytes) =>
    objects.write(object, sealObject(packed, object, sealing)),
  );
  return { name, ...meter.read() };
}

/**
 * Gives a part's bytes to `take`, and resolves to what it was. What `take` was given stands only
 * once this has resolved: only the end shows that nothing is missing. Throws `BackupDamage`.
 */
export async function readPart<T>(
  { objects, backup, keyring }: ReadOptions,
  name: string,
  take: (bytes: Bytes) => Promise<T>,
): Promise<{ readonly part: BackupPart; readonly taken: T }> {
  const meter = createMeter();
  const sealed = unsealObject(objects, `${backup}/${name}`, keyring);
  const taken = await pipeline(sealed, createZstdDecompress(), meter.pass, take);
  return { part: { name, ...meter.read() }, taken };
}

/** The same, and throws `BackupDamage` where the bytes are not those of the manifest. */
export async function readListedPart<T>(
  options: ReadOptions,
  listed: BackupPart,
  take: (bytes: Bytes) => Promise<T>,
): Promise<T> {
  const { part, taken } = await readPart(options, listed.name, take);
  if (part.sha256 !== listed.sha256 || part.sizeBytes !== listed.sizeBytes)
    throw new BackupDamage(listed.name, "is not the one that the manifest lists");
  return taken;
}

function createMeter() {
  const digest = createHash("sha256");
  let sizeBytes = 0;
  return {
    pass: async function* (bytes: Bytes) {
      for await (const chunk of bytes) {
        digest.update(chunk);
        sizeBytes += chunk.length;
        yield chunk;
      }
    },
    read: () => ({ sizeBytes, sha256: digest.digest("hex") }),
  };
}
