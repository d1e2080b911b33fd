import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { globSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { PostgresConnection } from "../../../platform/state/postgres/open-sessions.ts";
import { findFreePort } from "../find-free-port.ts";
import { askPostgres } from "./ask-postgres.ts";

const BINARIES = "/usr/lib/postgresql/*/bin";
const USER = "vigie";
const CERTIFICATE = "certificate.pem";
const PASSWORD = "a password of the tests";

const run = promisify(execFile);

type Owner = { readonly uid: number; readonly gid: number } | null;
type Place = { readonly directory: string; readonly data: string; readonly owner: Owner };

export type TestPostgres = Awaited<ReturnType<typeof startPostgres>>;

/**
 * Why there is no PostgreSQL on this machine, or null. Where skips are forbidden nothing is
 * missing: the test fails instead.
 */
export function missingPostgres(environment: NodeJS.ProcessEnv): string | null {
  if (findBinary("postgres") || environment["VIGIE_NO_SKIP"] === "1") return null;
  return `there is no ${BINARIES}/postgres: apt install postgresql`;
}

type Wanted = {
  readonly tls?: boolean;
  readonly pageChecksums?: boolean;
  /** Of a segment of its log, in MiB: 16 if not said. */
  readonly segmentMib?: number;
  /** Its superuser: `vigie` if not said. */
  readonly user?: string;
  readonly settings?: Readonly<Record<string, string>>;
};

/**
 * A real server on a free port of loopback, in a directory of its own; with `tls` by a certificate
 * for 127.0.0.1 that it signed itself.
 */
export async function startPostgres(wanted: Wanted = {}) {
  const { tls = false, user = USER, settings = {} } = wanted;
  const place = await makePlace(wanted);
  const port = await findFreePort();
  const given = {
    port: String(port),
    unix_socket_directories: place.directory,
    ...(tls && { ssl: "on", ...(await makeCertificate(place)) }),
    ...settings,
  };
  const server = { host: "127.0.0.1", port, user, password: PASSWORD, tls: false } as const;
  let running = await startServer(place, given);

  async function stop(signal: "SIGINT" | "SIGQUIT") {
    if (running.exitCode !== null) return;
    const ended = once(running, "exit");
    running.kill(signal);
    await ended;
  }

  const connection: PostgresConnection = { ...server, database: "postgres" };

  return {
    certificateFile: join(place.directory, CERTIFICATE),
    /** To its first database, as its superuser. */
    connection,
    /** Runs one statement as the superuser. */
    ask: (sql: string, database = connection.database) =>
      askPostgres({ ...connection, database }, sql),
    /** A new, empty database; `options` as `CREATE DATABASE` takes them. */
    createDatabase: async (options = ""): Promise<PostgresConnection> => {
      const database = `test_${randomUUID().replaceAll("-", "")}`;
      await askPostgres(connection, `CREATE DATABASE ${database} ${options}`);
      return { ...server, database };
    },
    /** Ends it without a word to its clients, as a crash would. */
    crash: () => stop("SIGQUIT"),
    restart: async () => {
      running = await startServer(place, given);
    },
    remove: async () => {
      await stop("SIGINT");
      await rm(place.directory, { recursive: true });
    },
  };
}

async function makePlace(wanted: Wanted): Promise<Place> {
  const { pageChecksums = false, segmentMib = 16, user = USER } = wanted;
  const owner = await findOwner();
  const directory = await mkdtemp(join(tmpdir(), "vigie-postgres-"));
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, PASSWORD);
  if (owner) for (const path of [directory, passwordFile]) await chown(path, owner.uid, owner.gid);
  const data = join(directory, "data");
  const parameters = [
    ...["-D", data, "-U", user, "--pwfile", passwordFile, "-A", "scram-sha-256"],
    ...["-E", "UTF8", "--locale", "C.UTF-8", "--no-sync", `--wal-segsize=${segmentMib}`],
    ...(pageChecksums ? ["--data-checksums"] : []),
  ];
  await run(binary("initdb"), parameters, { cwd: directory, ...owner });
  return { directory, data, owner };
}

async function makeCertificate({ directory, owner }: Place) {
  const [key, certificate] = [join(directory, "key.pem"), join(directory, CERTIFICATE)];
  const parameters = [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=vigie"],
    ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
  ];
  await run("openssl", parameters, { cwd: directory, ...owner });
  return { ssl_key_file: key, ssl_cert_file: certificate };
}

/** PostgreSQL refuses to run as root: then it runs as the account that Debian made for it. */
async function findOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return null;
  const [uid, gid] = await Promise.all(["-u", "-g"].map((which) => run("id", [which, "postgres"])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

/** Resolves once it takes connections; what it says is shown where it does not come so far. */
async function startServer(
  { directory, data, owner }: Place,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const parameters = Object.entries(settings).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = spawn(
    binary("postgres"),
    ["-D", data, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", ...parameters],
    { cwd: directory, stdio: ["ignore", "ignore", "pipe"], ...owner },
  );
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (line.includes("ready to accept connections")) {
      child.stderr.resume();
      return child;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join("\n")}`);
}

function binary(name: string): string {
  const path = findBinary(name);
  assert(path, `there is no ${BINARIES}/${name}`);
  return path;
}

function findBinary(name: string): string | undefined {
  return globSync(`${BINARIES}/${name}`).toSorted().at(-1);
}
