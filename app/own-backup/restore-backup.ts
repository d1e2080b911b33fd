import { createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../../platform/clock/clock.ts";
import { errorCode, fileError } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { openStore } from "../../platform/store/open-store.ts";
import { BackupDamage } from "./backup-damage.ts";
import { readListedPart } from "./backup-part.ts";
import type { Keyring } from "./create-keyring.ts";
import { checkImport, importTable } from "./import-table.ts";
import { type KnownSchema, refuseNewer } from "./known-schema.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { openStaging } from "./open-staging.ts";
import { unpackFiles } from "./pack-files.ts";

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

type Options = {
  readonly objects: ObjectStore;
  readonly backup: string;
  readonly keyring: Keyring;
  /** The data directory to be: absent or empty. */
  readonly to: string;
  readonly known: KnownSchema;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each part when it has been restored. */
  readonly onPart: (part: string) => void;
};

type Take = (bytes: AsyncIterable<Uint8Array>) => Promise<void>;
type Restoring = Options & { readonly manifest: Manifest; readonly staging: string };

/**
 * Restores a backup beside `to`, and renames it into place when all of it has been proven. The
 * store is made with the backup's own migrations, filled, and then migrated forward; log and state
 * are migrated when they are opened. Throws `BackupDamage`, having put nothing in place.
 */
export async function restoreBackup(options: Options): Promise<Manifest> {
  const { backup, to, known } = options;
  await refuseOccupied(to);
  const manifest = await readManifest(options);
  refuseNewer(`backup ${backup}`, manifest.schema, known);
  const place = join(dirname(to), `.${basename(to)}.restoring`);
  await using copies = await openStaging(place, `restore into ${to}`);
  const staging = copies.directory;
  try {
    const restoring = { ...options, manifest, staging };
    await restorePart(restoring, "log", writeTo(join(staging, "log", "log.sqlite")));
    await restorePart(restoring, "state", writeTo(join(staging, "state.sqlite")));
    await restorePart(restoring, "files", (bytes) => unpackFiles(bytes, staging));
    await restoreStore(restoring);
    await putInPlace(staging, to);
  } catch (error) {
    throw fileError(`restore into ${to}`, error);
  }
  return manifest;
}

async function refuseOccupied(directory: string): Promise<void> {
  try {
    // It is made anew by a rename at the end, which is not possible where something is mounted.
    if ((await readdir(directory)).length === 0) return await rmdir(directory);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw fileError(`restore into ${directory}`, error);
  }
  throw new OperatingError(`Cannot restore into ${directory} as it is not empty`, {
    retryable: false,
    hint: "name another directory with --to, or move this one away first",
  });
}

async function restorePart(restoring: Restoring, name: string, take: Take): Promise<void> {
  const listed = restoring.manifest.parts.find((part) => part.name === name);
  if (!listed) throw new BackupDamage(name, "is not listed in the manifest");
  await readListedPart(restoring, listed, take);
  restoring.onPart(name);
}

function writeTo(file: string): Take {
  return async (bytes) => {
    await mkdir(dirname(file), { recursive: true, mode: DIRECTORY_MODE });
    await pipeline(bytes, createWriteStream(file, { flags: "wx", mode: FILE_MODE, flush: true }));
  };
}

async function restoreStore(restoring: Restoring): Promise<void> {
  const { manifest, known, staging, clock, logger } = restoring;
  const connection = { kind: "embedded", directory: join(staging, "store") } as const;
  const store = await openStore({ connection, clock, logger });
  try {
    const had = known.store.filter(({ name }) => manifest.schema.store.includes(name));
    await migrateStore(store.writer, had);
    for (const listed of manifest.tables) {
      const { table } = listed;
      await restorePart(restoring, `store/${table}`, (bytes) =>
        importTable(store.writer, table, bytes),
      );
      await checkImport(store.writer, listed);
    }
    await migrateStore(store.writer, known.store);
  } finally {
    await store.close();
  }
}

async function putInPlace(staging: string, to: string): Promise<void> {
  await syncDirectory(staging);
  await rmdir(to).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
  await rename(staging, to);
  await syncDirectory(dirname(to));
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
