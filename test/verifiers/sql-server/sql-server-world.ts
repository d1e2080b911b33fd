import { randomUUID } from "node:crypto";
import { PassThrough } from "node:stream";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type {
  RestoreRequest,
  Sandbox,
  SandboxReport,
} from "../../../verifiers/sandboxes/sandbox.ts";
import {
  openSqlServerSandbox,
  type SqlServerOptions,
} from "../../../verifiers/sandboxes/sql-server/open-sql-server-sandbox.ts";
import type { TlsIdentity } from "../../services/tds/accept-tls.ts";
import type { ScriptedBackup, ScriptedState } from "../../services/tds/scripted-state.ts";
import {
  type ScriptedSqlServer,
  startScriptedSqlServer,
} from "../../services/tds/start-scripted-sql-server.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";

const MIB = 2 ** 20;
const NOTHING: ByteSource = { sizeBytes: 0, async *read() {} };

export const BASE = "file:///backups/acme/visitor.bak";

/** A full backup of a small database, changed as a story needs it. */
export function aBackup(changes: Partial<ScriptedBackup> = {}): ScriptedBackup {
  return {
    type: 1,
    id: randomUUID().toUpperCase(),
    database: "VisitorDb",
    server: "PAR-SQL-03",
    major: 15,
    checksums: true,
    stripes: 1,
    markedDamaged: false,
    files: [
      { logicalName: "VisitorDb", type: "D", sizeBytes: 64 * MIB },
      { logicalName: "VisitorDb_log", type: "L", sizeBytes: 8 * MIB },
    ],
    firstLsn: 100,
    lastLsn: 200,
    thumbprint: null,
    endsAtMs: Date.UTC(2026, 10, 20, 1),
    timeZone: 0,
    tables: [
      { schema: "dbo", name: "visits", rows: 12_345, newest: { column: "at", at: NEWEST } },
      { schema: "dbo", name: "people", rows: 12 },
    ],
    ...changes,
  };
}

export const NEWEST = "2026-11-20T00:00:00.000Z";

export type World = AsyncDisposable & {
  readonly server: ScriptedSqlServer;
  readonly sandbox: Sandbox;
  readonly state: ScriptedState;
  readonly said: readonly string[];
  readonly progress: readonly number[];
  readonly put: (...backups: ScriptedBackup[]) => void;
  readonly verify: (
    request?: Partial<RestoreRequest>,
    signal?: AbortSignal,
  ) => Promise<SandboxReport>;
  readonly sweep: () => Promise<number>;
};

/** A scripted server with one backup on its disk, and the sandbox that restores there. */
export async function openWorld(
  changes: Partial<ScriptedState> = {},
  { tls, ...options }: Partial<SqlServerOptions> & { readonly tls?: TlsIdentity } = {},
): Promise<World> {
  const server = await startScriptedSqlServer(changes, { tls });
  const { state } = server;
  const [said, progress]: [string[], number[]] = [[], []];
  const destination = new PassThrough();
  destination.on("data", (line: Buffer) => said.push(line.toString()));
  const sandbox = openSqlServerSandbox({
    connection: connectionTo(server.port),
    directories: { data: "/var/opt/mssql/data", log: "/var/opt/mssql/log" },
    vaults: [{ uri: "file:///backups", at: "/mnt/backups" }],
    escrow: [],
    checkDepth: "full",
    checkMsMax: 60_000,
    countMsMax: 60_000,
    secondsMax: 60,
    bytesMax: 1_024 * MIB,
    clock: createSystemClock(),
    logger: createLogger({ level: "info", destination }),
    onProgress: (_, percent) => progress.push(percent),
    ...options,
    ...(options.connection && { connection: { ...options.connection, port: server.port } }),
  });
  const put = (...backups: ScriptedBackup[]) =>
    void state.backups.set("/mnt/backups/acme/visitor.bak", backups);
  if (!changes.backups) put(aBackup());
  return {
    ...{ server, state, said, progress, put },
    sandbox,
    verify: async (request, signal = new AbortController().signal) => {
      const report = await sandbox.verify({ ...aRequest(), ...request }, signal);
      for (const { reason } of report.steps) expectBothLanguages(reason);
      return report;
    },
    sweep: sandbox.sweep,
    [Symbol.asyncDispose]: server.stop,
  };
}

export function connectionTo(port: number): SqlServerOptions["connection"] {
  return {
    ...{ server: "localhost", port, user: "vigie", password: "right" },
    ...{ encrypt: false, trustServerCertificate: false, ca: null },
  };
}

export function copyAt(uri: string): RestoreRequest["copies"][number] {
  return { uri, source: NOTHING };
}

function aRequest(): RestoreRequest {
  return {
    format: "sql-server-backup",
    gzip: false,
    copies: [copyAt(BASE)],
    targetMs: null,
    level: "right",
    freshness: null,
    assertions: [],
  };
}

/** What a restore left on the instance. */
export function remains({ databases, keys }: ScriptedState): readonly string[] {
  return [...databases.keys(), ...keys.keys()];
}
