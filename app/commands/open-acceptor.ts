import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { openLog } from "../../platform/log/open-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import { logConnection } from "../config/log-connection.ts";
import { openKnownState } from "../processes/open-known-state.ts";
import type { Context } from "./context.ts";

/** The way into the log for a command, whether the pipeline runs or not; `stack` closes it. */
export async function openAcceptor(
  config: Config,
  { clock, terminal }: Context,
  stack: AsyncDisposableStack,
) {
  const log = await openLog(logConnection(config, terminal.environment), {
    clock,
    logger: createLogger({ level: "warn", destination: process.stderr }),
  });
  stack.defer(() => log.close());
  const state = await openKnownState(config, terminal.environment);
  stack.defer(() => state.close());
  const acceptor = await createAcceptor({
    log,
    state,
    clock,
    aheadMaxMs: config.intake.aheadMax,
    identitiesKeptMs: config.intake.identitiesKept,
  });
  return { acceptor, state, log };
}
