import { createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../../platform/clock/clock.ts";
import { errorCode, fileError } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { BackupDamage } from "./backup-damage.ts";
import { readListedPart } from "./backup-part.ts";
import type { Keyring } from "./create-keyring.ts";
import { type Engines, embeddedEngines, listServers } from "./engines.ts";
import { fillServers, refuseUsedServers, type ServerFilling } from "./fill-servers.ts";
import { fillStore } from "./fill-store.ts";
import { type KnownSchema, refuseNewer } from "./known-schema.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { openStaging } from "./open-staging.ts";
import { unpackFiles } from "./pack-files.ts";
import { placeLog } from "./place-log.ts";
import { forgetUnfinished, noteUnfinished, readUnfinished } from "./unfinished-restore.ts";

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

type Options = {
  readonly objects: ObjectStore;
  readonly backup: string;
  readonly keyring: Keyring;
  /** The data directory to be: absent or empty. */
  readonly to: string;
  /** Where log, state and store are to be; null where nobody said: in the data directory. */
  readonly engines: Engines | null;
  readonly known: KnownSchema;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each part when it has been restored. */
  readonly onPart: (part: string) => void;
  /** Told how far a long part is. */
  readonly onWork?: (word: string) => void;
};

type Take = (bytes: AsyncIterable<Uint8Array>) => Promise<void>;
type Restoring = Omit<Options, "onWork"> & {
  readonly engines: Engines;
  readonly manifest: Manifest;
  readonly staging: string;
  readonly onWork: (word: string) => void;
};

/**
 * Restores a backup into a data directory, and into the servers that `engines` names. All of it is
 * read and proven before anything is put in place; throws `BackupDamage` where it is not whole.
 * What is on no server is made beside `to` and renamed. Servers are filled after that, and until
 * they are the directory says that it is unfinished: whoever restores again begins anew.
 */
export async function restoreBackup(options: Options): Promise<Manifest> {
  const { backup, to, known, onWork = () => undefined } = options;
  const unfinished = await readUnfinished(to);
  if (!unfinished) await refuseOccupied(to);
  const manifest = await readManifest(options);
  refuseNewer(`backup ${backup}`, manifest.schema, known);
  const engines = chooseEngines(options, manifest);
  const filling: ServerFilling = { ...options, engines, manifest, onWork, unfinished };
  await refuseUsedServers(filling);
  const place = join(dirname(to), `.${basename(to)}.restoring`);
  await using copies = await openStaging(place, `restore into ${to}`);
  const staging = copies.directory;
  const restoring = { ...options, engines, manifest, staging, onWork };
  try {
    const data = await makeData(restoring);
    const servers = listServers(engines).map(({ name }) => name);
    if (servers.length > 0) await noteUnfinished(data, { backup, servers });
    if (unfinished) await rename(to, join(staging, "unfinished"));
    await putInPlace(data, to);
  } catch (error) {
    throw fileError(`restore into ${to}`, error);
  }
  if (listServers(engines).length > 0) {
    await fillServers(filling, staging);
    await forgetUnfinished(to);
  }
  return manifest;
}

/** Nobody is to find at once on one machine what was on servers. */
function chooseEngines({ engines, to }: Options, { servers = [] }: Manifest): Engines {
  if (engines) return engines;
  if (servers.length === 0) return embeddedEngines(to);
  throw new OperatingError(
    `Cannot restore as nobody said where what was on ${servers.join(" and ")} is to be`,
    {
      retryable: false,
      hint: "name a vigie.yaml by --config: its log, state and store say so, and one without them means this machine; --print-config shows the one in the backup",
    },
  );
}

/** All that is to be in the data directory, and the copies that servers are filled from. */
async function makeData(restoring: Restoring): Promise<string> {
  const { engines, manifest, staging } = restoring;
  const data = join(staging, "data");
  await mkdir(data, { mode: DIRECTORY_MODE });
  await restorePart(restoring, "log", writeTo(join(staging, "log.sqlite")));
  await restorePart(restoring, "state", writeTo(join(staging, "state.sqlite")));
  await restorePart(restoring, "files", (bytes) => unpackFiles(bytes, data));
  if (engines.log.kind === "embedded") await placeLog(staging, data, manifest);
  if (engines.state.kind === "sqlite")
    await rename(join(staging, "state.sqlite"), join(data, "state.sqlite"));
  if (engines.store.kind === "url") await proveTables(restoring);
  else {
    const connection = { kind: "embedded", directory: join(data, "store") } as const;
    await fillStore(connection, {
      ...restoring,
      replaces: false,
      read: (table, take) => restorePart(restoring, `store/${table}`, take),
      onRows: (table, rows) => restoring.onWork(`${table}: ${rows} rows`),
    });
  }
  return data;
}

/** A server's tables are read twice: nothing is put in place before all is known to be whole. */
async function proveTables(restoring: Restoring): Promise<void> {
  for (const { table } of restoring.manifest.tables)
    await restorePart(restoring, `store/${table}`, async (bytes) => {
      for await (const _ of bytes);
    });
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
