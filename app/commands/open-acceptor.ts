import { join } from "node:path";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { openState } from "../../platform/state/open-state.ts";
import type { Config } from "../../schemas/config.ts";
import { stateConnection } from "../config/state-connection.ts";
import type { Context } from "./context.ts";

/** The way into the log for a command, whether the pipeline runs or not; `stack` closes it. */
export async function openAcceptor(
  config: Config,
  { clock, terminal }: Context,
  stack: AsyncDisposableStack,
) {
  const log = await openEmbeddedLog({ directory: join(config.data, "log"), clock });
  stack.defer(() => log.close());
  const state = await openState(stateConnection(config, terminal.environment));
  stack.defer(() => state.close());
  const acceptor = await createAcceptor({
    log,
    state,
    clock,
    aheadMaxMs: config.intake.aheadMax,
    identitiesKeptMs: config.intake.identitiesKept,
  });
  return { acceptor, state };
}
