import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { DirectorySource } from "../../schemas/source.ts";
import type { Examining } from "./examining.ts";
import { hashObject } from "./hash-object.ts";
import { type CollectorOptions, startVaultCollector } from "./start-vault-collector.ts";

/** Files are hashed, in hex, one after another. */
const HASHING: Examining = {
  examine: hashObject,
  attributesOf: (value) => ({ checksum: { algorithm: "sha256", value } }),
  costOf: ({ sizeBytes }) => sizeBytes,
  together: 1,
};

type Options = CollectorOptions & { readonly source: DirectorySource };

/** Watches directories of backups. */
export async function startDirectoryCollector({
  source,
  ...options
}: Options): Promise<{ readonly stop: () => Promise<void> }> {
  const { every, settle, reread } = source;
  return startVaultCollector({
    ...options,
    source: {
      ...source,
      ...{ everyMs: every, settleMs: settle },
      again: { everyMs: reread.every, costPerHour: reread.bytesPerHour },
    },
    vaults: new Map(
      source.vaults.map(({ name, path }) => [name, createDirectoryObjects({ root: path })]),
    ),
    examining: HASHING,
  });
}
