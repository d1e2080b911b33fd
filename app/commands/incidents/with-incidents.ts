import { alertsMigrations } from "../../../alerts/alerts-migrations.ts";
import type { Incident } from "../../../alerts/incident.ts";
import { findIncidents } from "../../../alerts/incident-rows.ts";
import type { StateStore } from "../../../platform/state/state-store.ts";
import type { Config } from "../../../schemas/config.ts";
import { openKnownState } from "../../processes/open-known-state.ts";
import type { Terminal } from "../../terminal.ts";
import { NamingError } from "../naming-error.ts";

const SHOWN_MAX = 10;

/** Asks the state of incidents, beside a running Vigie or without one. */
export async function withIncidents<T>(
  config: Config,
  { environment }: Pick<Terminal, "environment">,
  ask: (state: StateStore) => Promise<T>,
): Promise<T> {
  const state = await openKnownState(config, environment);
  try {
    await state.migrate(alertsMigrations());
    return await ask(state);
  } finally {
    await state.close();
  }
}

/** The one incident whose id begins as a person says. */
export async function findIncident(state: StateStore, head: string): Promise<Incident> {
  const found = await state.transact((transaction) =>
    findIncidents(transaction, head, SHOWN_MAX + 1),
  );
  const [first, other] = found;
  if (!first)
    throw new NamingError(`No incident begins with ${head}`, "`vigie incidents` lists them.");
  if (!other) return first;
  const shown = found.slice(0, SHOWN_MAX).map((one) => `  ${one.id}  ${one.kind}`);
  const hint = ["Say more of it:", ...shown].join("\n");
  const count = found.length > SHOWN_MAX ? `More than ${SHOWN_MAX}` : `${found.length}`;
  throw new NamingError(`${count} incidents begin with ${head}`, hint);
}
