import { randomBytes } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { copyEmbeddedLog, readGroupPositions } from "../../platform/log/copy-embedded-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { copyDatabase } from "../../platform/sqlite/copy-database.ts";
import { listMigrations } from "../../platform/sqlite/list-migrations.ts";
import { type BackupPart, writePart } from "./backup-part.ts";
import type { Keyring } from "./create-keyring.ts";
import { exportTable } from "./export-table.ts";
import { type KnownSchema, refuseNewer } from "./known-schema.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import { openStaging } from "./open-staging.ts";
import { packFiles } from "./pack-files.ts";
import { listStoreMigrations, openReadableStore } from "./readable-store.ts";
import { createSealing, type Sealing } from "./sealed-object.ts";
import { STORE_TABLES } from "./store-tables.ts";

const NEEDED = ["store/owner.lock", "state.sqlite", "log/log.sqlite"];

export type BackupOptions = {
  /** The data directory. */
  readonly data: string;
  /** Where reports are, below `data` or not. */
  readonly reports: string;
  readonly configFile: string;
  readonly objects: ObjectStore;
  readonly keyring: Keyring;
  readonly known: KnownSchema;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each part when it has been written. */
  readonly onPart: (part: string) => void;
};

type Tables = Manifest["tables"];
type Writing = BackupOptions & { readonly backup: string; readonly sealing: Sealing };

/**
 * Backs a data directory up, in use or not. What is restored together must never be ahead of what
 * it stands on, so it is copied in this order:
 * 1. how far each group of the log's consumers is; its copy will have them there again,
 * 2. store and state, which consumers write before they commit,
 * 3. the log, which has all that store and state stand on; what came since 1 is delivered again,
 *    and is harmless where it was done already,
 * 4. keys, proofs and reports, to which log and state refer.
 * The manifest makes it a backup.
 */
export async function takeBackup(options: BackupOptions): Promise<Manifest> {
  const { data, clock, keyring, known } = options;
  refuseAbsent(data);
  await using staging = await openStaging(join(data, "backup"), `back up ${data}`);
  const takenAtMs = clock.nowMs();
  const backup = nameBackup(takenAtMs);
  const writing = { ...options, backup, sealing: createSealing(keyring) };
  const copies = { state: join(staging.directory, "state"), log: join(staging.directory, "log") };
  const positions = readGroupPositions(join(data, "log"));
  const { store, tables, parts } = await backUpStore(writing);
  copyDatabase(join(data, "state.sqlite"), copies.state);
  copyEmbeddedLog(join(data, "log"), copies.log, positions);
  const schema = {
    store: [...store],
    log: [...listMigrations(copies.log)],
    state: [...listMigrations(copies.state)],
  };
  refuseNewer(data, schema, known);
  parts.push(
    await write(writing, "state", createReadStream(copies.state)),
    await write(writing, "log", createReadStream(copies.log)),
    await write(writing, "files", packFiles(rootsOf(options))),
  );
  const { configFile } = options;
  const manifest = { version: 1, backup, takenAtMs, schema, configFile, tables, parts } as const;
  await writeManifest(writing, manifest);
  return manifest;
}

/** Looked at first, as opening an SQLite file would make it. */
function refuseAbsent(data: string): void {
  const absent = NEEDED.filter((path) => !existsSync(join(data, path)));
  if (absent.length === 0) return;
  throw new OperatingError(
    `Cannot back up ${data} as there is no data of Vigie in it: ${absent.join(", ")} not found`,
    {
      retryable: false,
      hint: "name the config that `vigie up` runs with; a log or state on a server has backups of its own",
    },
  );
}

/** In order of time by their names. */
function nameBackup(takenAtMs: number): string {
  const instant = new Date(takenAtMs).toISOString().replace(/[-:.]/g, "");
  return `vigie-${instant}-${randomBytes(4).toString("hex")}`;
}

async function backUpStore(writing: Writing) {
  await using readable = await openReadableStore(writing);
  const { store } = readable;
  refuseUnfinished(await listStoreMigrations(store), writing);
  const tables: Tables = [];
  const parts: BackupPart[] = [];
  for (const table of STORE_TABLES) {
    const { bytes, count } = exportTable(store, table);
    parts.push(await write(writing, `store/${table.table}`, bytes));
    tables.push({ table: table.table, ...count });
  }
  return { store: await listStoreMigrations(store), tables, parts };
}

/**
 * A migration that was interrupted, or is under way, may have added columns already, which a
 * restore by the recorded ones would not make. One that begins later is a newer Vigie's.
 */
function refuseUnfinished(recorded: readonly string[], { data, known }: BackupOptions): void {
  const missing = known.store.map(({ name }) => name).filter((name) => !recorded.includes(name));
  if (missing.length === 0) return;
  throw new OperatingError(
    `Cannot back up ${data} as its store is not migrated to the end: ${missing.join(", ")} not run`,
    {
      retryable: true,
      hint: "start `vigie up` of this version and let it migrate, or back up with the version that runs",
    },
  );
}

async function write(writing: Writing, name: string, bytes: AsyncIterable<Uint8Array>) {
  const part = await writePart(writing, name, bytes);
  writing.onPart(name);
  return part;
}

function rootsOf({ data, reports, configFile }: BackupOptions) {
  return [
    { name: "keys", path: join(data, "keys") },
    { name: "proofs", path: join(data, "proofs") },
    { name: "reports", path: reports },
    { name: "config/vigie.yaml", path: configFile },
  ];
}
