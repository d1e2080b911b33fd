import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import { DEFAULT_MACHINE } from "../../schemas/machine-settings.ts";
import { findMariadb } from "./mariadb/find-mariadb.ts";
import { openMariadbSandbox } from "./mariadb/open-mariadb-sandbox.ts";
import { openPgliteSandbox } from "./pglite/open-pglite-sandbox.ts";
import { findPostgres } from "./postgresql/find-postgres.ts";
import { openPostgresqlSandbox } from "./postgresql/open-postgresql-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import type { SandboxLimits } from "./sandbox-limits.ts";
import {
  openSqlServerSandbox,
  type SqlServerOptions,
} from "./sql-server/open-sql-server-sandbox.ts";
import { openSqlServerRowsSandbox } from "./sql-server-rows/open-sql-server-rows-sandbox.ts";
import { openSqliteSandbox } from "./sqlite/open-sqlite-sandbox.ts";
import { findQemu } from "./vm/find-qemu.ts";
import { openQemuSandbox } from "./vm/open-qemu-sandbox.ts";

type Engine = NonNullable<Config["verification"]["engines"]>[number];

/** As configured, with the secrets of those that have some. */
export type EngineConfig =
  | Exclude<Engine, { readonly kind: "sql-server" }>
  | ({ readonly kind: "sql-server" } & Omit<
      SqlServerOptions,
      "secondsMax" | "bytesMax" | "clock" | "logger" | "onProgress"
    >);

type Options = {
  /** Vigie's own, for what sandboxes keep from one to the next. */
  readonly directory: string;
  /** In order of preference; those that are installed if not said. */
  readonly engines?: readonly EngineConfig[] | undefined;
  readonly limits: SandboxLimits;
  readonly logger: Logger;
};

/** Real servers first: what restores there restores in production. */
const INSTALLED: readonly EngineConfig[] = [
  { kind: "postgresql", user: "nobody" },
  { kind: "mariadb", user: "nobody" },
  { kind: "sqlite" },
  { kind: "pglite" },
  { kind: "sql-server-rows" },
  { kind: "qemu", user: "nobody", ...DEFAULT_MACHINE },
];

/** Opens the engines in order of preference, and ends what an earlier process left running. */
export async function openSandboxes(options: Options): Promise<readonly Sandbox[]> {
  const { engines, logger } = options;
  const sandboxes: Sandbox[] = [];
  const hasSqlServer = engines?.some(({ kind }) => kind === "sql-server") ?? false;
  for (const engine of engines ?? INSTALLED) {
    // What restores a backup also asks its rows.
    if (hasSqlServer && engine.kind === "sql-server-rows") continue;
    const sandbox = await open(engine, options);
    if (sandbox) sandboxes.push(sandbox);
    else if (engines) throw notInstalled(engine);
  }
  for (const { engine, sweep } of sandboxes) {
    const orphans = await sweepKnown(sweep, engine, logger);
    if (orphans > 0) logger.warn({ engine, orphans }, "ended sandboxes left by an earlier process");
  }
  return sandboxes;
}

/** A server of another's that does not answer now may do so by the time that it is needed. */
async function sweepKnown(
  sweep: Sandbox["sweep"],
  engine: string,
  logger: Logger,
): Promise<number> {
  try {
    return await sweep();
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    logger.warn({ error, engine }, "could not look for sandboxes left by an earlier process");
    return 0;
  }
}

/** Null where the engine is not installed. */
async function open(engine: EngineConfig, options: Options): Promise<Sandbox | null> {
  switch (engine.kind) {
    case "postgresql": {
      const binaries = findPostgres(engine.binaries);
      if (binaries.length === 0) return null;
      const { directory, user } = engine;
      return openPostgresqlSandbox({ directory, user, binaries, limits: options.limits });
    }
    case "mariadb": {
      const programs = findMariadb(engine.binaries);
      if (programs === null) return null;
      const { directory, user } = engine;
      return openMariadbSandbox({ directory, user, programs, limits: options.limits });
    }
    case "sqlite":
      return openSqliteSandbox({ directory: engine.directory, limits: options.limits });
    case "pglite":
      return openPgliteSandbox(options);
    case "sql-server-rows":
      return openSqlServerRowsSandbox(options);
    case "qemu": {
      const { binaries, directory, user, kind: _, ...settings } = engine;
      const programs = findQemu(binaries);
      if (programs === null) return null;
      const given = { own: options.directory, directory, user, programs, settings };
      return openQemuSandbox({ ...given, limits: options.limits });
    }
    case "sql-server":
      return openSqlServerSandbox({
        ...engine,
        secondsMax: options.limits.secondsMax,
        bytesMax: options.limits.diskMax,
        clock: createSystemClock(),
        logger: options.logger,
      });
  }
}

function notInstalled({ kind }: EngineConfig): OperatingError {
  return new OperatingError(`Cannot restore with ${kind}: it is not installed`, {
    retryable: false,
    hint: "install it, or name its programs' directory in verification.engines",
  });
}
