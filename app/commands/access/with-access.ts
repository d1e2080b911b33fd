import type { StateTransaction } from "../../../platform/state/state-store.ts";
import type { Config } from "../../../schemas/config.ts";
import { accessMigrations } from "../../access/access-migrations.ts";
import { openKnownState } from "../../processes/open-known-state.ts";
import type { Terminal } from "../../terminal.ts";

export const AUTHOR_OPTION = [
  "--author <name>",
  "who says so (default: this machine's user)",
] as const;

/** Asks or changes who has access, in one transaction, beside a running Vigie or without one. */
export async function withAccess<T>(
  config: Config,
  { environment }: Pick<Terminal, "environment">,
  work: (transaction: StateTransaction) => Promise<T>,
): Promise<T> {
  const state = await openKnownState(config, environment);
  try {
    await state.migrate(accessMigrations());
    return await state.transact(work);
  } finally {
    await state.close();
  }
}
