import type { Verification } from "../../schemas/proof.ts";
import type { Series } from "../../schemas/series.ts";

/** What a backup says of its place among the others of its asset, as far as its source says it. */
export type ChainFacts = {
  readonly backupSetId: string;
  readonly familyId: string | null;
  readonly recoveryForkId: string | null;
  readonly firstLsn: bigint | null;
  readonly lastLsn: bigint | null;
  readonly checkpointLsn: bigint | null;
  readonly databaseBackupLsn: bigint | null;
  readonly differentialBaseId: string | null;
};

/** A run of an asset that succeeded, and its copies that are there, primaries first. */
export type Backup = {
  readonly series: Series;
  readonly runId: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly copyOnly: boolean;
  readonly parentRunId: string | null;
  readonly chain: ChainFacts | null;
  readonly copies: readonly Verification["copy"][];
};
