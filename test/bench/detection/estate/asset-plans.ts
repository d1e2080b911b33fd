import type { BackupType } from "./line.ts";

/** How one kind of asset is backed up: which series it has, and when each is due. */
export type AssetPlan = {
  readonly name: string;
  readonly weight: number;
  readonly assetKind: "sql-database" | "vm-image" | "files";
  readonly series: readonly {
    readonly backupType: BackupType;
    readonly schedule: (minute: number, hour: number) => object;
  }[];
};

const OF_A_DAY = { startWithin: "1h", finishWithin: "6h", maxDuration: "5h" };
const OF_HOURS = { startWithin: "40m", finishWithin: "3h", maxDuration: "150m" };

export const ASSET_PLANS: readonly AssetPlan[] = [
  {
    name: "daily",
    weight: 6,
    assetKind: "sql-database",
    series: [
      { backupType: "full", schedule: (m, h) => ({ cron: `${m} ${h} * * *`, ...OF_A_DAY }) },
    ],
  },
  {
    name: "workdays",
    weight: 2,
    assetKind: "sql-database",
    series: [
      { backupType: "full", schedule: (m, h) => ({ cron: `${m} ${h} * * 1-5`, ...OF_A_DAY }) },
    ],
  },
  {
    name: "weekly",
    weight: 2,
    assetKind: "sql-database",
    series: [
      { backupType: "full", schedule: (m, h) => ({ cron: `${m} ${h} * * 0`, ...OF_A_DAY }) },
      {
        backupType: "differential",
        schedule: (m, h) => ({ cron: `${m} ${h} * * 1-6`, ...OF_A_DAY }),
      },
    ],
  },
  {
    name: "logged",
    weight: 1,
    assetKind: "sql-database",
    series: [
      { backupType: "full", schedule: (m, h) => ({ cron: `${m} ${h} * * *`, ...OF_A_DAY }) },
      { backupType: "log", schedule: (m) => ({ cron: `${m} */4 * * *`, ...OF_HOURS }) },
    ],
  },
  {
    name: "vm",
    weight: 3,
    assetKind: "vm-image",
    series: [
      { backupType: "image", schedule: (m, h) => ({ cron: `${m} ${h} * * sat`, ...OF_A_DAY }) },
      { backupType: "incremental", schedule: (m, h) => ({ cron: `${m} ${h} * * *`, ...OF_A_DAY }) },
    ],
  },
  {
    name: "share",
    weight: 1,
    assetKind: "files",
    series: [
      {
        backupType: "incremental",
        schedule: (m) => ({
          every: "12h",
          from: `2025-01-01T01:${`${m}`.padStart(2, "0")}:00Z`,
          ...OF_A_DAY,
        }),
      },
    ],
  },
];
