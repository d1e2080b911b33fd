import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { OperatingError } from "../errors/operating-error.ts";
import { createDirectoryObjects } from "./directory-objects.ts";
import type { ObjectStore } from "./object-store.ts";
import { parseS3Address } from "./s3/s3-address.ts";

/** Where copies may be read from: a directory, or the objects below a prefix of a bucket. */
export type Vault = string | BucketVault;
export type BucketVault = {
  /** As events name it. */
  readonly name: string;
  readonly bucket: string;
  /** Empty, or ending in `/`. */
  readonly prefix: string;
  readonly store: ObjectStore;
};

export type ObjectPlace = { readonly store: ObjectStore; readonly name: string };

/**
 * The store and the name behind a copy's `uri`, which comes from an event and may be hostile: it is
 * opened only where it lies in one of `vaults`. Buckets of one name may lie on several servers:
 * then the copy's `vault` says which is meant.
 */
export function openObject(uri: string, vaults: readonly Vault[], vault?: string): ObjectPlace {
  const address = parseS3Address(uri);
  const place = address
    ? findInBuckets(address, vaults, vault)
    : findInDirectories(pathOf(uri), vaults);
  if (place) return place;
  throw new OperatingError(`Cannot open ${uri} as it lies in no vault that may be read`, {
    retryable: false,
    hint: "name its vault in sources, or its directory or bucket in verification.vaults",
  });
}

function findInDirectories(path: string, vaults: readonly Vault[]): ObjectPlace | null {
  for (const root of vaults) {
    if (typeof root !== "string") continue;
    const parts = relative(root, path).split(sep);
    if (parts[0] === ".." || parts[0] === "") continue;
    return { store: createDirectoryObjects({ root }), name: parts.join("/") };
  }
  return null;
}

type Address = NonNullable<ReturnType<typeof parseS3Address>>;

function findInBuckets(
  { bucket, key }: Address,
  vaults: readonly Vault[],
  vault: string | undefined,
): ObjectPlace | null {
  const found = vaults.filter(
    (one): one is BucketVault =>
      typeof one !== "string" &&
      one.bucket === bucket &&
      key.startsWith(one.prefix) &&
      key !== one.prefix,
  );
  const meant = found.length === 1 ? found[0] : found.find(({ name }) => name === vault);
  return meant ? { store: meant.store, name: key.slice(meant.prefix.length) } : null;
}

function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new OperatingError(
      `Cannot open ${uri} as it is neither a file:// address of this machine nor one of s3://`,
      {
        retryable: false,
        hint: "give copies an address such as file:///backups/VisitorDb/2026-11-20.dump",
        cause,
      },
    );
  }
}
