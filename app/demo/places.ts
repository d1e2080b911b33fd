import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { TENANTS, type Tenant } from "./estate.ts";
import { makeConfig, type Pace } from "./make-config.ts";

/** The demo's estate on disk, all below one directory. */
export type Places = {
  readonly directory: string;
  readonly data: string;
  readonly vaults: readonly [string, string];
  readonly staging: string;
  readonly webhook: string;
  readonly port: number;
  readonly token: (tenant: Tenant) => string;
  readonly tokenFile: (tenant: Tenant) => string;
};

export async function createPlaces(root: string, webhook: string, port: number): Promise<Places> {
  const directory = resolve(root);
  const vaults = [join(directory, "vaults/dc1"), join(directory, "vaults/dc2")] as const;
  const staging = join(directory, "production/staging");
  const secrets = join(directory, "secrets");
  for (const place of [...vaults, staging, secrets]) await mkdir(place, { recursive: true });
  const tokens = new Map<Tenant, string>();
  const tokenFile = (tenant: Tenant) => join(secrets, `${tenant}.token`);
  for (const tenant of TENANTS) {
    const token = randomBytes(24).toString("base64url");
    tokens.set(tenant, token);
    await writeFile(tokenFile(tenant), token, { mode: 0o600 });
  }
  const token = (tenant: Tenant) => tokens.get(tenant) ?? "";
  return {
    directory,
    data: join(directory, "data"),
    vaults,
    staging,
    webhook,
    port,
    token,
    tokenFile,
  };
}

type Options = { readonly pace: Pace; readonly configure?: ((yaml: string) => string) | undefined };

/** Writes the estate's `vigie.yaml` and says where. */
export async function writeConfig(places: Places, options: Options): Promise<string> {
  const file = join(places.directory, "vigie.yaml");
  const yaml = makeConfig(places, options.pace);
  await writeFile(file, options.configure?.(yaml) ?? yaml);
  return file;
}
