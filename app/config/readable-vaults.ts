import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { BucketVault, Vault } from "../../platform/objects/open-object.ts";
import { createS3Objects, type S3Objects } from "../../platform/objects/s3/create-s3-objects.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { Config } from "../../schemas/config.ts";
import type { BucketConfig, ReadVaultConfig, VaultConfig } from "../../schemas/vault.ts";

type Environment = Readonly<Record<string, string | undefined>>;

type BucketEntry = Extract<ReadVaultConfig, { readonly s3: BucketConfig }>;

/** The directories and buckets that verification may read copies from, with their secrets read. */
export function readableVaults(config: Config, environment: Environment): readonly Vault[] {
  const watched = config.sources.flatMap((source) =>
    source.collector === "directory"
      ? source.vaults.map(({ path, tenants }) => ({ path, tenants }))
      : [],
  );
  return [...watched, ...rereadVaults(config, environment)];
}

/** Those of them whose bytes no collector reads again. */
export function rereadVaults(
  { verification, sources }: Pick<Config, "verification" | "sources">,
  environment: Environment,
): readonly Vault[] {
  return [
    ...[...listBuckets(sources), ...verification.vaults].map((vault) =>
      isBucket(vault) ? openBucket(vault, environment) : vault,
    ),
  ];
}

export function isBucket(vault: ReadVaultConfig): vault is BucketEntry {
  return typeof vault !== "string" && "s3" in vault;
}

export function pathOf(vault: Exclude<ReadVaultConfig, BucketEntry>): string {
  return typeof vault === "string" ? vault : vault.path;
}

/** Those that collectors list. */
export function listBuckets(sources: Config["sources"]): readonly BucketEntry[] {
  return sources.flatMap((source) =>
    source.collector === "s3"
      ? source.vaults.map(({ name, s3, tenants }) => ({ name, s3, tenants }))
      : [],
  );
}

/** The objects of one vault, to be written too. */
export function openVault(vault: VaultConfig, environment: Environment): ObjectStore {
  return typeof vault === "string"
    ? createDirectoryObjects({ root: vault })
    : openBucket(vault, environment).store;
}

export function openBucket(
  { name, s3, tenants }: BucketEntry,
  environment: Environment,
): BucketVault {
  const { endpoint = null, bucket, prefix } = s3;
  return { name, endpoint, bucket, prefix, tenants, store: openObjects(s3, environment) };
}

/** The objects of a bucket, and what only a bucket has. */
export function openObjects(s3: BucketConfig, environment: Environment): S3Objects {
  const { endpoint, region, bucket, prefix, pathStyle, ca, credentials } = s3;
  const { accessKey, secretKey, sessionToken } = credentials;
  return createS3Objects({
    endpoint: endpoint ?? null,
    caFile: ca ?? null,
    ...{ region, bucket, prefix, pathStyle },
    credentials: {
      accessKey: readSecret(accessKey, environment),
      secretKey: readSecret(secretKey, environment),
      ...(sessionToken && { sessionToken: readSecret(sessionToken, environment) }),
    },
  });
}
