import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import { findMariadb } from "./mariadb/find-mariadb.ts";
import { openMariadbSandbox } from "./mariadb/open-mariadb-sandbox.ts";
import { openPgliteSandbox } from "./pglite/open-pglite-sandbox.ts";
import { findPostgres } from "./postgresql/find-postgres.ts";
import { openPostgresqlSandbox } from "./postgresql/open-postgresql-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import type { SandboxLimits } from "./sandbox-limits.ts";
import { openSqliteSandbox } from "./sqlite/open-sqlite-sandbox.ts";

export type EngineConfig = NonNullable<Config["verification"]["engines"]>[number];

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
];

/** Opens the engines in order of preference, and ends what an earlier process left running. */
export async function openSandboxes(options: Options): Promise<readonly Sandbox[]> {
  const { engines, logger } = options;
  const sandboxes: Sandbox[] = [];
  for (const engine of engines ?? INSTALLED) {
    const sandbox = await open(engine, options);
    if (sandbox) sandboxes.push(sandbox);
    else if (engines) throw notInstalled(engine);
  }
  for (const { engine, sweep } of sandboxes) {
    const orphans = await sweep();
    if (orphans > 0) logger.warn({ engine, orphans }, "ended sandboxes left by an earlier process");
  }
  return sandboxes;
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
  }
}

function notInstalled({ kind }: EngineConfig): OperatingError {
  return new OperatingError(`Cannot restore with ${kind}: it is not installed`, {
    retryable: false,
    hint: "install it, or name its programs' directory in verification.engines",
  });
}
