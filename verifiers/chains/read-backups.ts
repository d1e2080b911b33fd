import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { type Chain, chainSchema } from "../../schemas/events.ts";
import type { Verification } from "../../schemas/proof.ts";
import { BACKUP_TYPES, type Series, seriesId } from "../../schemas/series.ts";
import { bytesToJson } from "../../schemas/size.ts";
import { copyRow, milliseconds } from "../copies/read-copies.ts";
import type { Backup, ChainFacts } from "./backup.ts";

const SELECT_BACKUPS = readFileSync(new URL("./select-backups.sql", import.meta.url), "utf8");
/** Of one asset: logs of a quarter of an hour for three months and more. */
export const RUNS_MAX = 10_000;

const { run_id, uri, vault, size_bytes } = copyRow.shape;
const { checksum_algorithm, checksum_value, checksum_type } = copyRow.shape;
const backupRow = z.object({
  ...{ run_id, uri, vault, size_bytes, checksum_algorithm, checksum_value, checksum_type },
  series_id: z.string(),
  started_at_ms: milliseconds,
  finished_at_ms: milliseconds,
  copy_only: z.coerce.boolean(),
  parent_run_id: z.string(),
  chain: z.string(),
  role: z.union([copyRow.shape.role, z.literal("")]),
});
type Row = z.infer<typeof backupRow>;

/** The newest backups of a series' asset that succeeded, of every type, newest first. */
export async function readBackups(store: Store, series: Series): Promise<readonly Backup[]> {
  const ofTypes = BACKUP_TYPES.map((backupType) => ({ ...series, backupType }));
  const byId = new Map(ofTypes.map((one) => [seriesId(one), one]));
  const parameters = { series_ids: [...byId.keys()], runs_max: RUNS_MAX };
  const rows = await store.query(SELECT_BACKUPS, parameters, backupRow);
  const runs = Map.groupBy(rows, (row) => `${row.series_id}\n${row.run_id}`);
  return [...runs.values()].flatMap((ofRun) => {
    const [first] = ofRun;
    const own = first && byId.get(first.series_id);
    return own ? [toBackup(own, first, ofRun)] : [];
  });
}

function toBackup(series: Series, first: Row, rows: readonly Row[]): Backup {
  return {
    series,
    runId: first.run_id,
    startedAtMs: first.started_at_ms,
    finishedAtMs: first.finished_at_ms,
    copyOnly: first.copy_only,
    parentRunId: first.parent_run_id === "" ? null : first.parent_run_id,
    chain: first.chain === "" ? null : toFacts(chainSchema.parse(JSON.parse(first.chain))),
    copies: rows.flatMap(toCopy),
  };
}

function toFacts(chain: Chain): ChainFacts {
  const { backupSetId, familyId = null, recoveryForkId = null, differentialBaseId = null } = chain;
  return {
    ...{ backupSetId, familyId, recoveryForkId, differentialBaseId },
    firstLsn: toLsn(chain.firstLsn),
    lastLsn: toLsn(chain.lastLsn),
    checkpointLsn: toLsn(chain.checkpointLsn),
    databaseBackupLsn: toLsn(chain.databaseBackupLsn),
  };
}

function toLsn(text: string | undefined): bigint | null {
  return text === undefined ? null : BigInt(text);
}

function toCopy(row: Row): Verification["copy"][] {
  const { role, vault, uri, size_bytes: sizeBytes } = row;
  const { checksum_algorithm: algorithm, checksum_value: value, checksum_type: type } = row;
  if (role === "") return [];
  const checksum = value === "" ? null : { algorithm, value, ...(type === "" ? {} : { type }) };
  return [{ role, vault, uri, sizeBytes: bytesToJson(sizeBytes ?? 0n), checksum }];
}
