import type { BenchParameters } from "../bench-parameters.ts";
import type { BackupType } from "./line.ts";

/** How one kind of asset is backed up: which series it has, and when each is due. */
export type AssetPlan = {
  readonly name: string;
  readonly weight: number;
  readonly assetKind: "sql-database" | "vm-image" | "files";
  /** Those on which others rest come first. */
  readonly series: readonly SeriesPlan[];
};

export type SeriesPlan = {
  readonly backupType: BackupType;
  readonly schedule: (minute: number, hour: number) => object;
  /** A base is kept for so many days more than what rests on it. */
  readonly keepDaysMore?: number;
  /** Where a chain goes only as a whole; else the default of the policy. */
  readonly purgeWithin?: string;
  readonly rpo?: string;
  readonly isBase?: boolean;
};

const OF_A_DAY = { startWithin: "1h", finishWithin: "6h", maxDuration: "5h" };
const OF_HOURS = { startWithin: "40m", finishWithin: "3h", maxDuration: "150m" };
const OF_MINUTES = { early: "1m", startWithin: "5m", finishWithin: "14m", maxDuration: "9m" };
/** A week of incrementals, and a night until they are looked for. */
const WHOLE_CHAIN = "9d";

const FULL_DAILY: SeriesPlan = {
  backupType: "full",
  schedule: (m, h) => ({ cron: `${m} ${h} * * *`, ...OF_A_DAY }),
};

const LOGS: Readonly<Record<BenchParameters["logsEvery"], SeriesPlan>> = {
  "4h": {
    backupType: "log",
    schedule: (m) => ({ cron: `${m} */4 * * *`, ...OF_HOURS }),
  },
  "15m": {
    backupType: "log",
    schedule: () => ({ cron: "*/15 * * * *", ...OF_MINUTES }),
  },
};

export function assetPlans({ logsEvery, weights }: BenchParameters): readonly AssetPlan[] {
  return [
    {
      name: "daily",
      weight: weights.daily,
      assetKind: "sql-database",
      series: [{ ...FULL_DAILY, rpo: "30h" }],
    },
    {
      name: "workdays",
      weight: weights.workdays,
      assetKind: "sql-database",
      series: [
        {
          backupType: "full",
          schedule: (m, h) => ({ cron: `${m} ${h} * * 1-5`, ...OF_A_DAY }),
          rpo: "78h",
        },
      ],
    },
    {
      name: "weekly",
      weight: weights.weekly,
      assetKind: "sql-database",
      series: [
        {
          backupType: "full",
          schedule: (m, h) => ({ cron: `${m} ${h} * * 0`, ...OF_A_DAY }),
          keepDaysMore: 8,
          isBase: true,
        },
        {
          backupType: "differential",
          schedule: (m, h) => ({ cron: `${m} ${h} * * 1-6`, ...OF_A_DAY }),
        },
      ],
    },
    {
      name: "logged",
      weight: weights.logged,
      assetKind: "sql-database",
      series: [{ ...FULL_DAILY, keepDaysMore: 2, isBase: true }, LOGS[logsEvery]],
    },
    {
      name: "vm",
      weight: weights.vm,
      assetKind: "vm-image",
      series: [
        {
          backupType: "image",
          schedule: (m, h) => ({ cron: `${m} ${h} * * sat`, ...OF_A_DAY }),
          purgeWithin: WHOLE_CHAIN,
          isBase: true,
        },
        {
          backupType: "incremental",
          schedule: (m, h) => ({ cron: `${m} ${h} * * *`, ...OF_A_DAY }),
          purgeWithin: WHOLE_CHAIN,
          isBase: true,
        },
      ],
    },
    {
      name: "share",
      weight: weights.share,
      assetKind: "files",
      series: [
        {
          backupType: "incremental",
          schedule: (m) => ({
            every: "12h",
            from: `2025-01-01T01:${`${m}`.padStart(2, "0")}:00Z`,
            ...OF_A_DAY,
          }),
          rpo: "18h",
        },
      ],
    },
  ];
}
