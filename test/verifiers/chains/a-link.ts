import type { Series } from "../../../schemas/series.ts";
import type { Backup, ChainFacts } from "../../../verifiers/chains/backup.ts";
import { makeProof } from "../make-proof.ts";

const MINUTE_MS = 60_000;
export const NIGHT_MS = Date.UTC(2026, 10, 20);

type Told = Partial<Omit<Backup, "chain" | "series">> & {
  readonly type: Series["backupType"];
  readonly chain?: Partial<ChainFacts> | null;
};

/** A backup of one database at a minute of the night, which took ten seconds. */
export function aLink(runId: string, minute: number, { type, chain = {}, ...told }: Told): Backup {
  const startedAtMs = NIGHT_MS + minute * MINUTE_MS;
  const uri = `file:///dc1/${runId}.bak`;
  return {
    series: { ...makeProof("1").series, instance: "par-sql-03", backupType: type },
    ...{ runId, startedAtMs, finishedAtMs: startedAtMs + 10_000 },
    ...{ copyOnly: false, parentRunId: null },
    chain: chain && {
      ...{ backupSetId: `set-${runId}`, familyId: "family", recoveryForkId: "fork" },
      ...{ firstLsn: null, lastLsn: null, checkpointLsn: null },
      ...{ databaseBackupLsn: null, differentialBaseId: null, ...chain },
    },
    copies: [{ role: "primary", vault: "dc1", uri, sizeBytes: 1, checksum: null }],
    ...told,
  };
}

export function aFull(runId: string, minute: number, lsn: number, told: Partial<Told> = {}) {
  const chain = { firstLsn: BigInt(lsn), lastLsn: BigInt(lsn + 5), checkpointLsn: BigInt(lsn) };
  return aLink(runId, minute, { type: "full", ...told, chain: { ...chain, ...told.chain } });
}

export function aDifferential(runId: string, minute: number, lsn: number, base: string) {
  const chain = { firstLsn: BigInt(lsn), lastLsn: BigInt(lsn + 5), differentialBaseId: base };
  return aLink(runId, minute, { type: "differential", chain });
}

export function aLog(runId: string, minute: number, [from, to]: readonly [number, number]) {
  const chain = { firstLsn: BigInt(from), lastLsn: BigInt(to) };
  return aLink(runId, minute, { type: "log", chain });
}
