const START = /^START WAL LOCATION: ([0-9A-F]{1,8})\/([0-9A-F]{1,8}) \(file ([0-9A-F]{8})/m;
const STANDBY = /^BACKUP FROM: standby$/m;

export type BackupLabel = {
  /** Where in the log its replay begins. */
  readonly startLsn: bigint;
  readonly timeline: number;
  /** Taken from a standby: no record of the log ends it. */
  readonly isOfStandby: boolean;
};

/** What `backup_label` says of a base backup; null where it does not say where it began. */
export function readBackupLabel(text: string): BackupLabel | null {
  const [, high, low, timeline = ""] = START.exec(text) ?? [];
  if (!high || !low) return null;
  const isOfStandby = STANDBY.test(text);
  return { startLsn: toLsn(high, low), timeline: Number.parseInt(timeline, 16), isOfStandby };
}

/** Both halves in hexadecimal, as PostgreSQL writes them with a slash between. */
export function toLsn(high: string, low: string): bigint {
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

export function tellLsn(lsn: bigint): string {
  const [high, low] = [lsn >> 32n, lsn & 0xffffffffn].map((half) => half.toString(16));
  return `${high}/${low}`.toUpperCase();
}
