import { openState } from "../../platform/state/open-state.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Config } from "../../schemas/config.ts";
import { stateConnection } from "../config/state-connection.ts";
import { knownSchema, refuseNewer } from "../own-backup/known-schema.ts";

/**
 * The state that the configuration names, refused where a newer Vigie has changed it. Each part
 * runs its own migrations when it starts, and knows no other's; so this is asked once, of all,
 * before any runs.
 */
export async function openKnownState(
  config: Pick<Config, "data" | "state">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<StateStore> {
  const connection = stateConnection(config, environment);
  await using undo = new AsyncDisposableStack();
  const state = await openState(connection);
  undo.defer(() => state.close());
  const made = { store: [], log: [], state: [...(await state.listMigrations())] };
  refuseNewer(describePlace(connection), made, knownSchema());
  undo.move();
  return state;
}

function describePlace(connection: ReturnType<typeof stateConnection>): string {
  if (connection.kind === "sqlite") return connection.file;
  const { host, port, database } = connection;
  return `the state in PostgreSQL at ${host}:${port}/${database}`;
}
