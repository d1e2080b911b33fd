import type { Clock } from "../../../platform/clock/clock.ts";
import type { Logger } from "../../../platform/logger/create-logger.ts";
import type { RestoreRequest, Sandbox, SandboxEnded, SandboxReport } from "../sandbox.ts";
import { askInstance } from "./ask-instance.ts";
import type { EscrowedKey } from "./bring-keys.ts";
import type { CheckDepth } from "./check-database.ts";
import { claimName, dropDatabase, dropOrphans } from "./drop-database.ts";
import { locateCopy, type VaultOnInstance } from "./locate-copy.ts";
import { readInstance } from "./read-instance.ts";
import type { Directories } from "./restore-statements.ts";
import { type Findings, runTrial } from "./run-trial.ts";
import { sandboxName } from "./sandbox-name.ts";
import { Session, type SqlServerConnection } from "./session.ts";
import { SessionLost, StatementStopped } from "./statement-error.ts";
import { startTimeBudget } from "./time-budget.ts";
import type { Trial } from "./trial.ts";

/** For dropping what a restore made, also once its own time is over. */
const CLEANUP_MS_MAX = 120_000;

export type SqlServerOptions = {
  readonly connection: SqlServerConnection;
  readonly directories: Directories;
  readonly vaults: readonly VaultOnInstance[];
  readonly escrow: readonly EscrowedKey[];
  readonly checkDepth: CheckDepth;
  /** Of CHECKDB alone. */
  readonly checkMsMax: number;
  /** Of counting rows by reading them. */
  readonly countMsMax: number;
  readonly secondsMax: number;
  /** Of a restored database's files. */
  readonly bytesMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of a restore, in percent, as the server tells it. */
  readonly onProgress?: (name: string, percent: number) => void;
};

/** Restores SQL Server's own backups on an instance that its operator marked as a sandbox. */
export function openSqlServerSandbox(options: SqlServerOptions): Sandbox {
  return {
    engine: "SQL Server",
    formats: ["sql-server-backup"],
    chainFormats: ["sql-server-backup"],
    verify: (request, signal) => verify(request, signal, options),
    sweep: () => sweep(options),
  };
}

async function verify(
  request: RestoreRequest,
  signal: AbortSignal,
  options: SqlServerOptions,
): Promise<SandboxReport> {
  const { clock, connection, vaults, secondsMax } = options;
  const devices = request.copies.map(({ uri }) => locateCopy(uri, vaults));
  const name = sandboxName.forDatabase();
  const session = await Session.open(connection);
  const deadline = startTimeBudget(clock, secondsMax * 1_000);
  try {
    const bounded = AbortSignal.any([signal, deadline.signal]);
    const instance = await askInstance(async () => {
      const found = await readInstance(session, bounded);
      await claimName(session, name, bounded);
      return found;
    });
    const trial = { session, name, request, signal: bounded, clock, steps: [] };
    const run = (seen: Seen) => runTrial(trial, { ...options, instance, devices, seen });
    const seeking = seek(trial, run);
    const cleanup = await seeking.then(
      () => cleanUp(name, options),
      () => cleanUp(name, options),
    );
    const { ended, findings } = await seeking;
    const isLate = ended === "stopped" && !signal.aborted;
    const { steps } = trial;
    return { ended: isLate ? "out-of-time" : ended, ...findings, steps, sha256: null, cleanup };
  } finally {
    deadline.stop();
    await session[Symbol.asyncDispose]();
  }
}

type Seen = { -readonly [K in keyof Findings]: Findings[K] };

/** What was found up to where it ended stays. */
async function seek(
  trial: Trial,
  run: (seen: Seen) => Promise<void>,
): Promise<{ readonly ended: SandboxEnded; readonly findings: Findings }> {
  const findings: Seen = { sound: null, restored: null, content: null, seconds: 0 };
  try {
    await run(findings);
    return { ended: "done", findings };
  } catch (error) {
    if (error instanceof StatementStopped || trial.signal.aborted)
      return { ended: "stopped", findings };
    if (error instanceof SessionLost) return { ended: "crashed", findings };
    throw error;
  }
}

/** By a connection of its own: the one that restored may be gone, or busy to its end. */
async function cleanUp(name: string, options: SqlServerOptions): Promise<"done" | "failed"> {
  const { connection, directories, clock, logger } = options;
  const budget = startTimeBudget(clock, CLEANUP_MS_MAX);
  try {
    await using session = await Session.open(connection);
    const left = await dropDatabase(session, name, { directories, signal: budget.signal });
    if (left.length > 0) logger.warn({ name, left }, "something is left of a restore");
    return left.length > 0 ? "failed" : "done";
  } catch (error) {
    logger.warn({ error, name }, "could not clean up after a restore");
    return "failed";
  } finally {
    budget.stop();
  }
}

async function sweep(options: SqlServerOptions): Promise<number> {
  const { connection, directories, clock, logger } = options;
  const { signal, stop } = startTimeBudget(clock, CLEANUP_MS_MAX);
  await using session = await Session.open(connection);
  try {
    const { dropped, left } = await askInstance(async () => {
      await readInstance(session, signal);
      return dropOrphans(session, { directories, signal });
    });
    if (left.length > 0) logger.warn({ left }, "could not drop what an earlier process restored");
    return dropped;
  } finally {
    stop();
  }
}
