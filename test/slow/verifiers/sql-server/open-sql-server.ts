import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../../platform/logger/create-logger.ts";
import type { ByteSource } from "../../../../platform/objects/byte-source.ts";
import type { Sandbox } from "../../../../verifiers/sandboxes/sandbox.ts";
import {
  openSqlServerSandbox,
  type SqlServerOptions,
} from "../../../../verifiers/sandboxes/sql-server/open-sql-server-sandbox.ts";
import { describeBackup } from "../../../services/tds/describe-backup.ts";
import { startScriptedSqlServer } from "../../../services/tds/start-scripted-sql-server.ts";

export type SqlServerUnderTest = AsyncDisposable & {
  readonly sandbox: Sandbox;
  /** Lays a backup where the instance finds it. */
  readonly place: (
    name: string,
    bytes: Uint8Array,
  ) => Promise<{ readonly uri: string; readonly source: ByteSource }>;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Place = Pick<SqlServerOptions, "connection"> & { readonly at: string };

/**
 * The instance that `SQL_SERVER=host:port` names, which sees `SQL_SERVER_VAULT` (`here:there`, a
 * directory of ours and what it is to the instance); without it the scripted one, which goes by
 * what our own reader makes of a backup.
 */
export async function openSqlServer(environment: Environment): Promise<SqlServerUnderTest> {
  const real = environment["SQL_SERVER"];
  return real ? openReal(real, environment) : openScripted();
}

async function openReal(address: string, environment: Environment): Promise<SqlServerUnderTest> {
  const [server = "", port = "1433"] = address.split(":");
  const [here = "", at = here] = (environment["SQL_SERVER_VAULT"] ?? "").split(":");
  const connection = {
    ...{ server, port: Number(port), encrypt: true, trustServerCertificate: true, ca: null },
    user: environment["SQL_SERVER_USER"] ?? "sa",
    password: environment["SQL_SERVER_PASSWORD"] ?? "",
  };
  const vault = await mkdtemp(join(here, "vigie-test-"));
  await chmod(vault, 0o755);
  const place = { connection, at: `${at}${vault.slice(here.length)}` };
  return offer(vault, place, {
    placed: async () => undefined,
    close: async () => undefined,
  });
}

async function openScripted(): Promise<SqlServerUnderTest> {
  const vault = await mkdtemp(join(tmpdir(), "vigie-sql-server-"));
  const { port, state, stop } = await startScriptedSqlServer();
  const connection = {
    ...{ server: "127.0.0.1", port, user: "vigie", password: "right" },
    ...{ encrypt: false, trustServerCertificate: false, ca: null },
  };
  return offer(
    vault,
    { connection, at: "/mnt/vault" },
    {
      placed: async (name, source) =>
        void state.backups.set(`/mnt/vault/${name}`, [await describeBackup(source)]),
      close: stop,
    },
  );
}

type Hooks = {
  readonly placed: (name: string, source: ByteSource) => Promise<void>;
  readonly close: () => Promise<void>;
};

function offer(vault: string, { connection, at }: Place, hooks: Hooks): SqlServerUnderTest {
  const directory = "/var/opt/mssql/data";
  const sandbox = openSqlServerSandbox({
    connection,
    directories: { data: directory, log: directory },
    vaults: [{ uri: "file:///vault", at }],
    escrow: [],
    checkDepth: "full",
    checkMsMax: 120_000,
    countMsMax: 60_000,
    secondsMax: 240,
    bytesMax: 2 ** 31,
    clock: createSystemClock(),
    logger: createLogger({ level: "silent", destination: process.stderr }),
  });
  return {
    sandbox,
    place: async (name, bytes) => {
      const file = join(vault, name);
      await writeFile(file, bytes, { mode: 0o644 });
      const source = sourceOf(await readFile(file));
      await hooks.placed(name, source);
      return { uri: `file:///vault/${name}`, source };
    },
    [Symbol.asyncDispose]: async () => {
      await hooks.close();
      await rm(vault, { recursive: true });
    },
  };
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    async *read({ start = 0, end = bytes.length } = {}) {
      yield bytes.subarray(start, end);
    },
  };
}
