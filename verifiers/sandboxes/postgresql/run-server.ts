import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { Account } from "../servers/find-account.ts";
import type { Finished, Lease } from "../servers/open-lease.ts";
import type { Binaries } from "./find-postgres.ts";

/** The line of `postmaster.pid` that tells how far the server is, and what it says once up. */
const STATUS_LINE = 7;
const READY = "ready";
const LOOK_EVERY_MS = 50;
const DATABASE = "restored";
const FIRST_DATABASE = "template1";
/** Settings of a server that is thrown away, whatever a copy's own files say. */
const SETTINGS = [
  ...["listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off"],
  ...["shared_buffers=64MB", "dynamic_shared_memory_type=mmap", "max_connections=20"],
  ...["max_wal_size=256MB", "logging_collector=off", "log_min_messages=panic", "ssl=off"],
  ...["archive_mode=off", "archive_command=", "shared_preload_libraries="],
  ...["session_preload_libraries=", "local_preload_libraries=", "primary_conninfo="],
  ...["archive_cleanup_command=", "recovery_end_command=", "jit=off"],
];

export type ServerPaths = {
  readonly data: string;
  readonly socket: string;
  readonly wal: string;
};

export type Server = {
  readonly paths: ServerPaths;
  readonly admin: string;
  readonly restorer: string;
  readonly database: string;
};

type Options = {
  readonly lease: Lease;
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly clock: Clock;
};

export function pathsOf({ directory }: Lease): ServerPaths {
  const at = (name: string) => join(directory, name);
  return { data: at("data"), socket: at("socket"), wal: at("wal") };
}

/** Names that no dump can know: the superuser's, and that of who restores. */
export function nameServer(lease: Lease): Server {
  const [admin, restorer] = [generate("vigie_admin"), generate("vigie_restorer")];
  return { paths: pathsOf(lease), admin, restorer, database: DATABASE };
}

function generate(what: string): string {
  return `${what}_${randomBytes(6).toString("hex")}`;
}

/** A new, empty cluster. */
export function initialise({ lease, binaries }: Options, { admin, paths }: Server) {
  return lease.run({
    file: join(binaries.directory, "initdb"),
    parameters: [
      ...["-D", paths.data, "-U", admin, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
      ...["--no-sync", "--no-instructions", "--data-checksums"],
    ],
  });
}

type Single = {
  readonly sql: readonly string[];
  /** In the database of this name; not of a copy unless its name was looked at. */
  readonly database?: string;
  /** Beside those of every server here. */
  readonly settings?: readonly string[];
};

/**
 * Statements of ours in a server that nobody can reach: its single-user mode, in which no setting
 * of a role or database holds, and no trigger on events.
 */
export function runSingle(options: Options, server: Server, single: Single): Promise<Finished> {
  const { lease, binaries } = options;
  const { sql, database = FIRST_DATABASE, settings = [] } = single;
  const file = join(binaries.directory, "postgres");
  const set = [...settingsOf(lease, server), ...settings.flatMap((setting) => ["-c", setting])];
  const parameters = ["--single", "-j", ...set, "-D", server.paths.data, database];
  return lease.run({ file, parameters }, lines(sql));
}

async function* lines(sql: readonly string[]): AsyncIterable<Uint8Array> {
  for (const statement of sql) yield Buffer.from(`${statement};\n\n`);
}

/** Starts the server; null where it ended before it took connections. */
export async function startServer(
  options: Options,
  server: Server,
  settings: readonly string[] = [],
): Promise<ChildProcess | null> {
  const { lease, binaries, clock } = options;
  const set = [...settingsOf(lease, server), ...settings.flatMap((setting) => ["-c", setting])];
  const child = lease.start({
    file: join(binaries.directory, "postgres"),
    parameters: ["-D", server.paths.data, ...set],
  });
  let hasEnded = false;
  child.once("error", () => {
    hasEnded = true;
  });
  child.once("exit", () => {
    hasEnded = true;
  });
  while (!hasEnded && lease.ended() === null) {
    if (await isReady(server.paths)) return child;
    await clock.sleep(LOOK_EVERY_MS);
  }
  return null;
}

/** The server's own files in place of a copy's: who may connect, and nothing to run. */
export async function layOutSettings(
  options: Pick<Options, "account" | "lease">,
  server: Server,
): Promise<void> {
  const { account, lease } = options;
  const own = async (path: string) => {
    if (account) await chown(path, account.uid, account.gid);
  };
  for (const path of [server.paths.socket, server.paths.wal]) {
    await mkdir(path, { mode: 0o700 });
    await own(path);
  }
  const files = { "server.conf": "", "hba.conf": "local all all trust\n", "ident.conf": "" };
  for (const [name, text] of Object.entries(files)) {
    const path = join(lease.directory, name);
    await writeFile(path, text, { mode: 0o600 });
    await chmod(path, 0o600);
    await own(path);
  }
}

function settingsOf(lease: Lease, { paths }: Server): string[] {
  const own = [
    `cluster_name=${lease.name}`,
    `unix_socket_directories=${paths.socket}`,
    `config_file=${join(lease.directory, "server.conf")}`,
    `hba_file=${join(lease.directory, "hba.conf")}`,
    `ident_file=${join(lease.directory, "ident.conf")}`,
    `restore_command=cp "${paths.wal}/%f" "%p"`,
  ];
  return [...SETTINGS, ...own].flatMap((setting) => ["-c", setting]);
}

async function isReady({ data }: ServerPaths): Promise<boolean> {
  try {
    const text = await readFile(join(data, "postmaster.pid"), "utf8");
    return text.split("\n")[STATUS_LINE]?.trim() === READY;
  } catch {
    return false;
  }
}
