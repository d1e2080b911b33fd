import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import { openPgliteSandbox } from "./pglite/open-pglite-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import type { SandboxLimits } from "./sandbox-limits.ts";
import {
  openSqlServerSandbox,
  type SqlServerOptions,
} from "./sql-server/open-sql-server-sandbox.ts";

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
  readonly engines?: readonly EngineConfig[] | undefined;
  readonly limits: SandboxLimits;
  readonly logger: Logger;
};

const ALL: readonly EngineConfig[] = [{ kind: "pglite" }];

/** Opens the engines in order of preference, and ends what an earlier process left running. */
export async function openSandboxes(options: Options): Promise<readonly Sandbox[]> {
  const { engines = ALL, logger } = options;
  const sandboxes = engines.flatMap((engine) => open(engine, options) ?? []);
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

function open(engine: EngineConfig, options: Options): Sandbox | null {
  switch (engine.kind) {
    case "pglite":
      return openPgliteSandbox(options);
    case "sql-server":
      return openSqlServerSandbox({
        ...engine,
        secondsMax: options.limits.secondsMax,
        bytesMax: options.limits.diskMax,
        clock: createSystemClock(),
        logger: options.logger,
      });
    default:
      return null;
  }
}
