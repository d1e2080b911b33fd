import { openSqliteState } from "./open-sqlite-state.ts";
import { openPostgresState } from "./postgres/open-postgres-state.ts";
import type { PostgresConnection } from "./postgres/open-sessions.ts";
import type { StateStore } from "./state-store.ts";

export type StateConnection =
  | { readonly kind: "sqlite"; readonly file: string }
  | ({ readonly kind: "postgresql" } & PostgresConnection);

/** The state store in a file of this machine, or on a server that machines share. */
export function openState(connection: StateConnection): Promise<StateStore> {
  if (connection.kind === "sqlite") return openSqliteState(connection);
  const { kind, ...server } = connection;
  return openPostgresState(server);
}
