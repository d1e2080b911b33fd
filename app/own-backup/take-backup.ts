import { randomBytes } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { listMigrations } from "../../platform/sqlite/list-migrations.ts";
import { type BackupPart, writePart } from "./backup-part.ts";
import { beginLogCopy } from "./begin-log-copy.ts";
import { copyState } from "./copy-state.ts";
import type { Keyring } from "./create-keyring.ts";
import { type Engines, listServers } from "./engines.ts";
import { exportTable } from "./export-table.ts";
import { type KnownSchema, refuseNewer } from "./known-schema.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import { openStaging } from "./open-staging.ts";
import { packFiles } from "./pack-files.ts";
import { BACKED_CONFIG } from "./read-backed-config.ts";
import { listStoreMigrations, openReadableStore } from "./readable-store.ts";
import { createSealing, type Sealing } from "./sealed-object.ts";
import { STORE_TABLES } from "./store-tables.ts";

export type BackupOptions = {
  /** The data directory: of keys and proofs, and of what is on no server. */
  readonly data: string;
  readonly engines: Engines;
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
  /** Told how far a long part is. */
  readonly onWork?: (word: string) => void;
};

type Tables = Manifest["tables"];
type Writing = BackupOptions & { readonly backup: string; readonly sealing: Sealing };

/**
 * Backs Vigie up, in use or not. What is restored together must never be ahead of what
 * it stands on, so it is copied in this order:
 * 1. how far each group of the log's consumers is; its copy will have them there again,
 * 2. store and state, which consumers write before they commit,
 * 3. the log, which has all that store and state stand on; what came since 1 is delivered again,
 *    and is harmless where it was done already,
 * 4. keys, proofs and reports, to which log and state refer.
 * The manifest makes it a backup.
 */
export async function takeBackup(options: BackupOptions): Promise<Manifest> {
  const { data, engines, clock, keyring, known, onWork = () => undefined } = options;
  refuseAbsent(data, engines);
  await using staging = await openStaging(join(data, "backup"), `back up ${data}`);
  const takenAtMs = clock.nowMs();
  const backup = nameBackup(takenAtMs);
  const writing = { ...options, backup, sealing: createSealing(keyring) };
  const copies = { state: join(staging.directory, "state"), log: join(staging.directory, "log") };
  const copyLog = await beginLogCopy(engines.log, options);
  const { store, tables, parts } = await backUpStore(writing);
  const onRows = (rows: number) => onWork(`state: ${rows} rows`);
  await copyState(engines.state, { to: copies.state, known, onRows });
  await copyLog(copies.log, (records) => onWork(`log: ${records} records`));
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
  const manifest: Manifest = {
    ...{ version: 1, backup, takenAtMs, schema, configFile: options.configFile, tables, parts },
    ...serversOf(engines),
  };
  await writeManifest(writing, manifest);
  return manifest;
}

function serversOf(engines: Engines): Pick<Manifest, "servers"> {
  const servers = listServers(engines).map(({ kind }) => kind);
  return servers.length > 0 ? { servers } : {};
}

/** Looked at first, as opening an SQLite file would make it. */
function refuseAbsent(data: string, engines: Engines): void {
  const needed = [
    ...(engines.store.kind === "embedded" ? ["store/owner.lock"] : []),
    ...(engines.state.kind === "sqlite" ? ["state.sqlite"] : []),
    ...(engines.log.kind === "embedded" ? ["log/log.sqlite"] : []),
    ...(listServers(engines).length > 0 ? ["keys"] : []),
  ];
  const absent = needed.filter((path) => !existsSync(join(data, path)));
  if (absent.length === 0) return;
  throw new OperatingError(
    `Cannot back up ${data} as there is no data of Vigie in it: ${absent.join(", ")} not found`,
    {
      retryable: false,
      hint: "name the config that `vigie up` runs with, on the machine where it verifies",
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
    { name: BACKED_CONFIG, path: configFile },
  ];
}
