import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Config } from "../../schemas/config.ts";
import { isBucket, listBuckets, openBucket } from "../config/readable-vaults.ts";
import type { Diagnosis } from "./diagnosis.ts";

type Context = {
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Of each bucket whether it can be listed, and its first object be looked at and read. */
export function diagnoseBuckets(
  { verification, sources, backup }: Config,
  context: Context,
): readonly (() => Promise<Diagnosis>)[] {
  const places = [...verification.vaults, ...(backup ? [backup.to] : [])];
  const named = places.filter(isBucket);
  return [...listBuckets(sources), ...named].map((vault) => () => diagnoseBucket(vault, context));
}

async function diagnoseBucket(
  vault: Parameters<typeof openBucket>[0],
  { clock, environment }: Context,
): Promise<Diagnosis> {
  const check = `vault ${vault.name}`;
  const startedAtMs = clock.nowMs();
  try {
    const { store, bucket, prefix } = openBucket(vault, environment);
    let read = "which shows no object";
    for await (const { name } of store.list()) {
      const head = await store.head(name);
      for await (const _ of store.read(name, { end: 1 })) break;
      read = head ? "listed, looked at and read" : "listed";
      break;
    }
    const said = `s3://${bucket}/${prefix}, ${read} in ${clock.nowMs() - startedAtMs} ms`;
    return { check, good: true, said };
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    const { message, hint } = error;
    return { check, good: false, said: message, ...(hint && { hint }) };
  }
}
