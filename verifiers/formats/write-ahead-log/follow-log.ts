import type { BackupLabel } from "../data-directory/backup-label.ts";
import type { BackupEnd, LogRun } from "./walk-log.ts";

export type LogWay = {
  /** From the run in which the backup began, over to each later timeline that branches off it. */
  readonly runs: readonly LogRun[];
  /** Null: the log does not lead to the backup's end. */
  readonly backupEnd: Pick<BackupEnd, "lastEndMicros"> | null;
};

/**
 * How far a log leads from where a base backup began. `endLsn`: where it ends by its manifest, as
 * what a standby gave has no record that ends it; null where that is not known.
 */
export function followLog(
  found: readonly LogRun[],
  label: BackupLabel,
  endLsn: bigint | null,
): LogWay {
  const runs = followRuns(found, label);
  const ends = runs.flatMap(({ backupEnds }) => backupEnds);
  const recorded = ends.find(({ startLsn }) => startLsn === label.startLsn) ?? null;
  const reached = runs.at(-1)?.endLsn;
  const isLedThere = reached !== undefined && (endLsn === null || reached >= endLsn);
  const ofStandby = label.isOfStandby && isLedThere ? { lastEndMicros: null } : null;
  return { runs, backupEnd: recorded ?? ofStandby };
}

function followRuns(runs: readonly LogRun[], { startLsn, timeline }: BackupLabel): LogRun[] {
  const first = runs.find(
    (run) => run.timeline === timeline && run.startLsn <= startLsn && startLsn < run.endLsn,
  );
  const way = first ? [first] : [];
  for (let last = first; last; ) {
    const from = last;
    const next: LogRun | undefined = runs.find(
      (run) =>
        run.timeline > from.timeline && run.startLsn <= from.endLsn && run.endLsn > from.startLsn,
    );
    if (next) way.push(next);
    last = next;
  }
  return way;
}
