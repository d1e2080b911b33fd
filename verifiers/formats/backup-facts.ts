import type { Inspection } from "../../schemas/inspection.ts";

export type BackupFacts = NonNullable<Inspection["backup"]>;

const UNKNOWN: BackupFacts = {
  type: null,
  database: null,
  server: null,
  startedAt: null,
  finishedAt: null,
  engineVersion: null,
  firstLsn: null,
  lastLsn: null,
  compressed: null,
  encrypted: null,
  checksums: null,
};

/** What a backup says of itself; null is what it does not say. */
export function backupFacts(known: Partial<BackupFacts>): BackupFacts {
  return { ...UNKNOWN, ...known };
}
