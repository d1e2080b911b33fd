import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOf } from "./tell-story.ts";

const FORK = { familyId: "family", recoveryForkId: "fork" };

type Instants = readonly [startedAt: number, finishedAt: number];

/** Backups of one SQL Server database, with the LSNs that tie them together. */
export function speakOfAsset(asset: object = VISITOR_DB) {
  const of = (backupType: Series["backupType"]) => speakOf({ ...VISITOR_DB, ...asset, backupType });
  const [fulls, differentials, logs] = [of("full"), of("differential"), of("log")];

  return {
    fulls,
    differentials,
    logs,
    /** A full whose checkpoint is at `lsn`, and which ends a little after it. */
    full: (runId: string, instants: Instants, lsn: number, more: object = {}) =>
      fulls.succeeded(runId, instants, {
        chain: {
          ...FORK,
          backupSetId: `set-${runId}`,
          firstLsn: `${lsn}`,
          checkpointLsn: `${lsn}`,
          lastLsn: `${lsn + 5}`,
        },
        ...more,
      }),
    differential: (
      runId: string,
      instants: Instants,
      base: { readonly set?: string; readonly lsn?: number },
      chain: object = {},
    ) =>
      differentials.succeeded(runId, instants, {
        chain: {
          ...FORK,
          backupSetId: `set-${runId}`,
          ...(base.set !== undefined && { differentialBaseId: base.set }),
          ...(base.lsn !== undefined && { databaseBackupLsn: `${base.lsn}` }),
          ...chain,
        },
      }),
    log: (
      runId: string,
      instants: Instants,
      [firstLsn, lastLsn]: readonly [number, number],
      more: object = {},
    ) =>
      logs.succeeded(runId, instants, {
        chain: {
          ...FORK,
          backupSetId: `set-${runId}`,
          firstLsn: `${firstLsn}`,
          lastLsn: `${lastLsn}`,
          ...more,
        },
      }),
  };
}
