import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { BucketVault, Vault } from "../../platform/objects/open-object.ts";
import { createS3Objects } from "../../platform/objects/s3/create-s3-objects.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { Config } from "../../schemas/config.ts";
import type { VaultConfig } from "../../schemas/vault.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The directories and buckets that verification may read copies from, with their secrets read. */
export function readableVaults(config: Config, environment: Environment): readonly Vault[] {
  const watched = config.sources.flatMap(({ vaults }) => vaults.map(({ path }) => path));
  return [...watched, ...verificationVaults(config, environment)];
}

/** Those of them that no collector watches. */
export function verificationVaults(
  { verification }: Pick<Config, "verification">,
  environment: Environment,
): readonly Vault[] {
  return verification.vaults.map((vault) =>
    typeof vault === "string" ? vault : openBucket(vault, environment),
  );
}

/** The objects of one vault, to be written too. */
export function openVault(vault: VaultConfig, environment: Environment): ObjectStore {
  return typeof vault === "string"
    ? createDirectoryObjects({ root: vault })
    : openBucket(vault, environment).store;
}

type BucketEntry = Exclude<VaultConfig, string>;

export function openBucket({ name, s3 }: BucketEntry, environment: Environment): BucketVault {
  const { endpoint, region, bucket, prefix, pathStyle, ca, credentials } = s3;
  const { accessKey, secretKey, sessionToken } = credentials;
  const store = createS3Objects({
    endpoint: endpoint ?? null,
    caFile: ca ?? null,
    ...{ region, bucket, prefix, pathStyle },
    credentials: {
      accessKey: readSecret(accessKey, environment),
      secretKey: readSecret(secretKey, environment),
      ...(sessionToken && { sessionToken: readSecret(sessionToken, environment) }),
    },
  });
  return { name, bucket, prefix, store };
}
