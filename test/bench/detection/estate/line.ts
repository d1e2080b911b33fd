import type { Policy } from "../../../../schemas/policy.ts";
import type { Series } from "../../../../schemas/series.ts";

export type BackupType = Series["backupType"];
export type Fineness = "full" | "incremental" | "differential" | "log";

/** The sizes of a series as they truly come about; logs of bytes. */
export type SizeTruth = {
  readonly fineness: Fineness;
  readonly baseLog: number;
  readonly growthPerDay: number;
  readonly weekendLog: number;
  readonly monthEndLog: number;
  readonly quarterEndLog: number;
  /** 0: every run has the same bytes. */
  readonly sigma: number;
  /** Logs of raw size to stored size. */
  readonly ratioLog: number;
  readonly ratioSigma: number;
  readonly overheadS: number;
  readonly bytesPerS: number;
};

/** From its index on all of the series lies so much higher or lower. */
export type Shift = {
  readonly index: number;
  readonly sizeLog: number;
  readonly ratioLog: number;
  /** Only of this one run. */
  readonly once: boolean;
};

/** What is truly meant by its schedule, also where its policy leaves that to be learned. */
export type Bounds = {
  readonly startWithin: number;
  readonly finishWithin: number;
  readonly maxDuration: number;
};

/** One series with what is true of it, besides damage. */
export type Line = {
  readonly series: Series;
  readonly subject: string;
  /** Series of one asset have one; its bases are named first. */
  readonly assetKey: string;
  readonly tenant: string;
  readonly site: string;
  readonly source: string;
  /** Null: nobody vouches for its source. */
  readonly collector: string | null;
  readonly vaultCollector: string | null;
  readonly vaults: { readonly primary: string; readonly duplicate: string };
  readonly policy: Policy;
  readonly bounds: Bounds;
  readonly isLearned: boolean;
  /** Others rest on its runs, or they on each other's. */
  readonly isBase: boolean;
  /** Its policy asks for it. */
  readonly asks: { readonly encrypted: boolean; readonly locked: boolean };
  readonly zone: string;
  /** Every due instant while it lives, maintenance left out. */
  readonly dues: readonly number[];
  readonly cadenceMs: number;
  readonly retiredAtMs: number | null;
  readonly bornLater: boolean;
  readonly reportsStarts: boolean;
  readonly claimsChecksum: boolean;
  readonly encryptedDuplicate: boolean;
  readonly truth: SizeTruth;
};
