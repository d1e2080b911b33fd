import { text } from "node:stream/consumers";
import { z } from "zod";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { BackupDamage } from "./backup-damage.ts";
import { backupPartSchema, readPart, writePart } from "./backup-part.ts";
import type { Keyring } from "./create-keyring.ts";
import type { Sealing } from "./sealed-object.ts";

export const MANIFEST = "manifest";

/** Names of migrations that have run, each engine's own. */
export const schemaVersionSchema = z.strictObject({
  store: z.array(z.string()),
  log: z.array(z.string()),
  state: z.array(z.string()),
});
export type SchemaVersion = z.infer<typeof schemaVersionSchema>;

const manifestSchema = z.strictObject({
  /** Of this format. */
  version: z.literal(1),
  backup: z.string(),
  takenAtMs: z.int(),
  schema: schemaVersionSchema,
  /** Where the configuration stood, for a person to put it back. */
  configFile: z.string(),
  /** Rows of each table, and of how many keys: what the store must show when they are back. */
  tables: z.array(z.strictObject({ table: z.string(), rows: z.int(), keys: z.int() })),
  parts: z.array(backupPartSchema),
  /** What was on servers; absent where nothing was. */
  servers: z.array(z.enum(["kafka", "postgresql", "clickhouse"])).optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

type Place = { readonly objects: ObjectStore; readonly backup: string };

/** Written last: what has no manifest was never finished. */
export async function writeManifest(
  place: Place & { readonly sealing: Sealing },
  manifest: Manifest,
): Promise<void> {
  async function* bytes() {
    yield Buffer.from(JSON.stringify(manifest));
  }
  await writePart(place, MANIFEST, bytes());
}

/** Throws `BackupDamage` where there is none to trust. */
export async function readManifest(
  place: Place & { readonly keyring: Keyring },
): Promise<Manifest> {
  const { taken } = await readPart(place, MANIFEST, (bytes) => text(bytes));
  const read = manifestSchema.safeParse(JSON.parse(taken));
  if (!read.success)
    throw new BackupDamage(MANIFEST, "is of a form that this version of Vigie does not know");
  return read.data;
}
