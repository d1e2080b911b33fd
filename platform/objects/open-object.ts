import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { OperatingError } from "../errors/operating-error.ts";
import { createDirectoryObjects } from "./directory-objects.ts";
import type { ObjectStore } from "./object-store.ts";
import { parseS3Address } from "./s3/s3-address.ts";

/** Where copies may be read from: a directory, or the objects below a prefix of a bucket. */
export type Vault = string | DirectoryVault | BucketVault;
/** Whose copies are read from it: everybody's, unless said. */
type ForTenants = { readonly tenants?: readonly string[] | undefined };
export type DirectoryVault = ForTenants & { readonly path: string };
export type BucketVault = ForTenants & {
  /** As events name it. */
  readonly name: string;
  /** The address of its server; null: Amazon's own. */
  readonly endpoint: string | null;
  readonly bucket: string;
  /** Empty, or ending in `/`. */
  readonly prefix: string;
  readonly store: ObjectStore;
};

export type ObjectPlace = { readonly store: ObjectStore; readonly name: string };

type Said = {
  /** Several servers may have a bucket of one name: the copy's vault says which is meant. */
  readonly vault?: string;
  /** Of the copy's series; not said: whoever asks may read every vault. */
  readonly tenant?: string;
};

/**
 * The store and the name behind a copy's `uri`, which comes from an event and may be hostile: it is
 * opened only where it lies in one of `vaults`, and all of them that hold it are for its tenant.
 */
export function openObject(uri: string, vaults: readonly Vault[], said: Said = {}): ObjectPlace {
  const address = parseS3Address(uri);
  const holders = address
    ? findBuckets(address, vaults, said.vault)
    : findDirectories(pathOf(uri), vaults);
  const [holder] = holders;
  if (!holder)
    throw new OperatingError(`Cannot open ${uri} as it lies in no vault that may be read`, {
      retryable: false,
      hint: "name its vault in sources, or its directory or bucket in verification.vaults",
    });
  const { tenant } = said;
  if (tenant !== undefined && !holders.every(({ tenants }) => tenants?.includes(tenant) ?? true))
    throw new OperatingError(`Cannot open ${uri} as its vault is not for tenant ${tenant}`, {
      retryable: false,
      hint: "look who wrote that address in an event, or name the tenant in the vault's tenants",
    });
  return holder.place;
}

type Holder = ForTenants & { readonly place: ObjectPlace };

function findDirectories(path: string, vaults: readonly Vault[]): readonly Holder[] {
  return vaults.flatMap((vault) => {
    if (typeof vault !== "string" && "bucket" in vault) return [];
    const { path: root, tenants } =
      typeof vault === "string" ? { path: vault, tenants: undefined } : vault;
    const parts = relative(root, path).split(sep);
    if (parts[0] === ".." || parts[0] === "") return [];
    return [{ place: { store: createDirectoryObjects({ root }), name: parts.join("/") }, tenants }];
  });
}

type Address = NonNullable<ReturnType<typeof parseS3Address>>;

/** The one that is meant, and those of the same server that hold the same object. */
function findBuckets(
  { bucket, key }: Address,
  vaults: readonly Vault[],
  vault: string | undefined,
): readonly Holder[] {
  const found = vaults.filter(
    (one): one is BucketVault =>
      typeof one !== "string" &&
      "bucket" in one &&
      one.bucket === bucket &&
      key.startsWith(one.prefix) &&
      key !== one.prefix,
  );
  const meant = found.length === 1 ? found[0] : found.find(({ name }) => name === vault);
  if (!meant) return [];
  return [meant, ...found.filter(({ endpoint }) => endpoint === meant.endpoint)].map(
    ({ store, prefix, tenants }) => ({ place: { store, name: key.slice(prefix.length) }, tenants }),
  );
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
