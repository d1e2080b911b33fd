import { OperatingError } from "../../platform/errors/operating-error.ts";
import { copyDatabase } from "../../platform/sqlite/copy-database.ts";
import type { StateConnection } from "../../platform/state/open-state.ts";
import { copyPostgresState } from "../../platform/state/postgres/copy-postgres-state.ts";
import { type KnownSchema, refuseNewer } from "./known-schema.ts";
import { stateMigrations } from "./state-migrations.ts";

type Options = {
  readonly to: string;
  readonly known: KnownSchema;
  readonly onRows: (rows: number) => void;
};

/** Copies the state as it is at one instant into an SQLite file. */
export async function copyState(
  connection: StateConnection,
  { to, known, onRows }: Options,
): Promise<void> {
  if (connection.kind === "sqlite") return copyDatabase(connection.file, to);
  const place = `the state in PostgreSQL at ${connection.host}:${connection.port}/${connection.database}`;
  await copyPostgresState(connection, {
    ...{ to, onRows },
    choose: (state) => {
      refuseNewer(place, { store: [], log: [], state: [...state] }, known);
      if (state.length === 0)
        throw new OperatingError(`Cannot back up ${place} as there is none`, {
          retryable: false,
          hint: "check state.host, state.port and state.database",
        });
      return stateMigrations().filter(({ name }) => state.includes(name));
    },
  });
}
