import { OperatingError } from "../../platform/errors/operating-error.ts";
import {
  type ClickhouseMigration,
  clickhouseMigrations,
} from "../../schemas/clickhouse/migrations.ts";
import type { SchemaVersion } from "./manifest.ts";

export type KnownSchema = {
  readonly store: readonly ClickhouseMigration[];
  readonly log: readonly string[];
  readonly state: readonly string[];
};

/** The migrations that this version of Vigie has; a test holds the lists against what it makes. */
export function knownSchema(): KnownSchema {
  return {
    store: clickhouseMigrations(),
    log: ["0001-log.sql", "0002-traceparent.sql", "0003-upkeep.sql"],
    state: [
      "access/0001-access",
      "alerts/0001-incidents",
      "alerts/0002-causes",
      "alerts/0003-policy",
      "alerts/0004-delivery",
      "alerts/0005-known-findings",
      "alerts/0006-mirror",
      "alerts/0007-retention",
      "alerts/0008-looked-at-again",
      "alerts/0009-own-lead",
      "asked/0001-asked-verifications",
      "disk/0001-low-disks",
      "draws/0001-draws",
      "ingest-0001-identities",
      "ingest-0002-directory-copies",
      "ingest-0003-replayed-rejects",
      "ingest-0004-replayed-rejects-by-age",
      "ingest-0005-claims",
      "reports/0001-weekly-reports",
      "requests/0001-requests",
      "requests/0002-summaries",
      "requests/0003-marks",
      "rounds/0001-rounds",
      "verifiers-0001-verification-proofs",
      "verifiers-0002-copy-readings",
    ],
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
