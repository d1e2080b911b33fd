import type { Backup } from "../chains/backup.ts";

/** A log that says from where to where it reaches. */
export type Log = Backup & {
  readonly chain: NonNullable<Backup["chain"]> & {
    readonly firstLsn: bigint;
    readonly lastLsn: bigint;
  };
};

export function isLogByLsn(backup: Backup): backup is Log {
  const { series, chain } = backup;
  return series.backupType === "log" && chain?.firstLsn != null && chain.lastLsn != null;
}

/** Logs follow on what is of one family and recovery fork only. */
export function lineageOf({ chain }: Backup): string {
  return JSON.stringify([chain?.familyId ?? null, chain?.recoveryForkId ?? null]);
}
