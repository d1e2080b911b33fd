import { OperatingError } from "../../platform/errors/operating-error.ts";
import { EMBEDDED_LOG_MIGRATIONS } from "../../platform/log/embedded-log-migrations.ts";
import {
  type ClickhouseMigration,
  clickhouseMigrations,
} from "../../schemas/clickhouse/migrations.ts";
import type { SchemaVersion } from "./manifest.ts";
import { stateMigrations } from "./state-migrations.ts";

export type KnownSchema = {
  readonly store: readonly ClickhouseMigration[];
  readonly log: readonly string[];
  readonly state: readonly string[];
};

/** The migrations that this version of Vigie has; a test holds the lists against what it makes. */
export function knownSchema(): KnownSchema {
  return {
    store: clickhouseMigrations(),
    log: EMBEDDED_LOG_MIGRATIONS.map(({ name }) => name),
    state: stateMigrations().map(({ name }) => name),
  };
}

/** Throws `OperatingError` where `what` was made by a newer Vigie: nothing migrates backward. */
export function refuseNewer(what: string, made: SchemaVersion, known: KnownSchema): void {
  const store = known.store.map(({ name }) => name);
  const newer = [
    ...made.store.filter((name) => !store.includes(name)),
    ...made.log.filter((name) => !known.log.includes(name)),
    ...made.state.filter((name) => !known.state.includes(name)),
  ];
  if (newer.length === 0) return;
  throw new OperatingError(
    `Cannot use ${what} as a newer Vigie made it: this one does not know ${newer.join(", ")}`,
    {
      retryable: false,
      hint: "run the version of Vigie that made it, or a newer one; to go back to this one, restore a backup from before the upgrade",
    },
  );
}
