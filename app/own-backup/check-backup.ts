import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { BackupDamage } from "./backup-damage.ts";
import { readListedPart } from "./backup-part.ts";
import type { Keyring } from "./create-keyring.ts";
import { MANIFEST, readManifest } from "./manifest.ts";

type Options = {
  readonly objects: ObjectStore;
  readonly backup: string;
  readonly keyring: Keyring;
  /** Told of each part when it has been read. */
  readonly onPart: (part: string) => void;
};

export type PartVerdict = {
  readonly part: string;
  readonly verdict: "sound" | "damaged";
  readonly reason: string | null;
};

/** Reads every byte of a backup and holds it against its manifest; writes nothing. */
export async function checkBackup(options: Options): Promise<readonly PartVerdict[]> {
  const verdicts: PartVerdict[] = [];
  const judge = async <T>(part: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      const taken = await read();
      verdicts.push({ part, verdict: "sound", reason: null });
      return taken;
    } catch (error) {
      if (!(error instanceof BackupDamage)) throw error;
      verdicts.push({ part, verdict: "damaged", reason: error.message });
      return null;
    } finally {
      options.onPart(part);
    }
  };
  const manifest = await judge(MANIFEST, () => readManifest(options));
  for (const part of manifest?.parts ?? [])
    await judge(part.name, () => readListedPart(options, part, passOver));
  return verdicts;
}

async function passOver(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of bytes);
}
