import { alertsMigrations } from "../../../alerts/alerts-migrations.ts";
import type { Silence } from "../../../alerts/policy/silence.ts";
import { readSilences } from "../../../alerts/silence-rows.ts";
import type { Config } from "../../../schemas/config.ts";
import { openKnownState } from "../../processes/open-known-state.ts";
import type { Terminal } from "../../terminal.ts";

/** The silences that have not ended, as far as the pipeline has heard of them. */
export async function readOpenSilences(
  config: Config,
  { environment }: Pick<Terminal, "environment">,
  nowMs: number,
): Promise<readonly Silence[]> {
  const state = await openKnownState(config, environment);
  try {
    await state.migrate(alertsMigrations());
    return await state.transact((transaction) => readSilences(transaction, nowMs));
  } finally {
    await state.close();
  }
}
