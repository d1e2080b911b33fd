import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { BackupDamage } from "./backup-damage.ts";
import { readListedPart } from "./backup-part.ts";
import type { Keyring } from "./create-keyring.ts";
import { readManifest } from "./manifest.ts";
import { findPacked } from "./pack-files.ts";

export const BACKED_CONFIG = "config/vigie.yaml";

type Options = {
  readonly objects: ObjectStore;
  readonly backup: string;
  readonly keyring: Keyring;
};

/** The configuration that a backup holds, as text. Throws `BackupDamage`. */
export async function readBackedConfig(options: Options): Promise<string> {
  const { parts } = await readManifest(options);
  const files = parts.find(({ name }) => name === "files");
  if (!files) throw new BackupDamage("files", "is not listed in the manifest");
  const found = await readListedPart(options, files, (bytes) => findPacked(bytes, BACKED_CONFIG));
  if (!found) throw new BackupDamage("files", `holds no ${BACKED_CONFIG}`);
  return found.toString("utf8");
}
