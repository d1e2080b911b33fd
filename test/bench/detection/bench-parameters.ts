import type { PlantedKind } from "./label.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Everything that the generator can be told. Shares are of 1; logs are natural. */
export type BenchParameters = {
  readonly seed: number;
  readonly series: number;
  readonly days: number;
  readonly startMs: number;
  readonly seriesPerTenant: number;
  readonly seriesPerCollector: number;
  readonly sitesMax: number;
  readonly productsMax: number;
  /** One zone a tenant. */
  readonly zones: readonly string[];
  /** How many of so many assets are backed up in which way. */
  readonly weights: Readonly<
    Record<"daily" | "workdays" | "weekly" | "logged" | "vm" | "share", number>
  >;
  readonly logsEvery: "4h" | "15m";
  /** Whether policies say that copies are to be encrypted or locked: the schema must know how. */
  readonly saysAsks: boolean;
  /** No finding is scored before: nothing could be learnt yet. */
  readonly probationDays: number;
  /** No damage before, and none in the last days. */
  readonly warmUpDays: number;
  readonly coolDownDays: number;
  readonly shares: {
    readonly reportsStarts: number;
    readonly withoutCollector: number;
    readonly reportedBy: number;
    readonly claimsChecksum: number;
    readonly encryptedDuplicate: number;
    readonly withoutRetention: number;
    readonly maintenance: number;
    readonly bornLater: number;
    readonly retired: number;
    readonly retries: number;
    readonly repeatedEvents: number;
    readonly movedCopies: number;
    readonly rehashedCopies: number;
    readonly withoutVaultCollector: number;
    readonly asksEncryption: number;
    readonly asksLock: number;
    /** Of policies: 0 while the schema knows no `learned`. */
    readonly learnedSchedules: number;
    /** Of daily series whose schedule has to be learned: it changes once. */
    readonly scheduleChanges: number;
    /** Of fulls: besides, somebody takes one that is copy-only. */
    readonly copyOnlyFulls: number;
    /** Of runs: heard of hours late although vouched for. */
    readonly heldBackRuns: number;
    /** Of assets. */
    readonly recoveries: number;
    readonly legalHolds: number;
    readonly announcedPurges: number;
  };
  readonly size: {
    readonly base: readonly [mean: number, sigma: number];
    readonly growthPerDay: readonly [mean: number, sigma: number];
    readonly withoutGrowth: number;
    readonly sawTooth: number;
    readonly constantFulls: number;
    readonly tiny: number;
    readonly sigma: Readonly<Record<"full" | "incremental" | "differential" | "log", number>>;
    /** The sigma of a series is this many times larger or smaller. */
    readonly sigmaSpread: number;
    readonly autocorrelation: number;
    readonly heavyTails: { readonly share: number; readonly scale: number };
    readonly weekend: readonly [mean: number, sigma: number];
    readonly monthEnd: { readonly share: number; readonly bump: readonly [number, number] };
    readonly quarterEnd: { readonly share: number; readonly bump: readonly [number, number] };
    readonly holidaysPerYear: number;
  };
  readonly ratio: {
    readonly log: readonly [mean: number, sigma: number];
    readonly incompressible: number;
    readonly sigma: Readonly<Record<"full" | "partial", number>>;
  };
  readonly duration: { readonly sigma: number; readonly contention: number };
  readonly delivery: {
    readonly beatsEveryMs: readonly number[];
    readonly outagesPerCollectorYear: number;
    readonly outageMs: readonly [shortest: number, longest: number];
  };
  /** Per 1,000 series-weeks. */
  readonly incidents: Readonly<Record<PlantedKind, number>>;
  /** The share of `missing` that befalls a whole site. */
  readonly siteWide: number;
  /** Per 1,000 series-weeks. */
  readonly hardships: Readonly<Record<Hardship, number>>;
};

export const HARDSHIPS = ["announced change", "level shift", "upgrade", "one-off load"] as const;
export type Hardship = (typeof HARDSHIPS)[number];

/** Where not said otherwise, after facts of the field; a holiday is a quiet day. */
export const DEFAULT_PARAMETERS: BenchParameters = {
  seed: 1,
  series: 1_000,
  days: 150,
  startMs: Date.UTC(2026, 0, 5),
  seriesPerTenant: 8,
  seriesPerCollector: 30,
  sitesMax: 3,
  productsMax: 3,
  zones: [
    "Europe/Paris",
    "America/New_York",
    "Australia/Sydney",
    "UTC",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "America/Sao_Paulo",
    "Africa/Casablanca",
  ],
  weights: { daily: 6, workdays: 2, weekly: 2, logged: 1, vm: 3, share: 1 },
  logsEvery: "4h",
  saysAsks: true,
  probationDays: 14,
  warmUpDays: 75,
  coolDownDays: 14,
  shares: {
    reportsStarts: 0.7,
    withoutCollector: 0.1,
    reportedBy: 0.3,
    claimsChecksum: 0.5,
    encryptedDuplicate: 0.1,
    withoutRetention: 0.2,
    maintenance: 0.2,
    bornLater: 0.05,
    retired: 0.03,
    retries: 0.01,
    repeatedEvents: 0.005,
    movedCopies: 0.002,
    rehashedCopies: 0.002,
    withoutVaultCollector: 0.05,
    asksEncryption: 0.3,
    asksLock: 0.3,
    learnedSchedules: 0.1,
    scheduleChanges: 0.3,
    copyOnlyFulls: 0.003,
    heldBackRuns: 0.0005,
    recoveries: 0.1,
    legalHolds: 0.05,
    announcedPurges: 0.05,
  },
  size: {
    base: [23, 2.2],
    growthPerDay: [0.0008, 0.001],
    withoutGrowth: 0.2,
    sawTooth: 0.05,
    constantFulls: 0.15,
    tiny: 0.1,
    sigma: { full: 0.006, incremental: 0.3, differential: 0.12, log: 0.4 },
    sigmaSpread: Math.E,
    autocorrelation: 0.7,
    heavyTails: { share: 0.02, scale: 1.8 },
    weekend: [0.8, 0.5],
    monthEnd: { share: 0.5, bump: [0.5, 0.2] },
    quarterEnd: { share: 0.2, bump: [1, 0.3] },
    holidaysPerYear: 10,
  },
  ratio: {
    log: [Math.log(2.6), 0.35],
    incompressible: 0.1,
    sigma: { full: 0.01, partial: 0.05 },
  },
  duration: { sigma: 0.12, contention: 0.08 },
  delivery: {
    beatsEveryMs: [5 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS],
    outagesPerCollectorYear: 12,
    outageMs: [10 * MINUTE_MS, 9 * 60 * MINUTE_MS],
  },
  incidents: {
    undersized: 4,
    oversized: 2,
    "too-slow": 1.5,
    "too-fast": 1.5,
    incompressible: 1,
    late: 4,
    missing: 4,
    stuck: 3,
    failed: 4,
    "extra-run": 3,
    "copy-missing": 3,
    "copy-late": 2,
    "copy-size-mismatch": 3,
    "copy-checksum-mismatch": 3,
    "copy-changed": 3,
    "copy-lost": 3,
    warned: 3,
    "copies-colocated": 2,
    unencrypted: 2,
    "lock-short": 2,
    "purge-overdue": 3,
    "retention-short": 2,
    "mass-deletion": 0.5,
    "chain-broken": 3,
    "base-hijacked": 2,
    "schedule-drift": 1,
  },
  siteWide: 0.1,
  hardships: { "announced change": 3, "level shift": 3, upgrade: 1, "one-off load": 0.5 },
};

/** The first and the last instant at which damage may begin. */
export function damageSpan({ startMs, days, warmUpDays, coolDownDays }: BenchParameters) {
  const firstDay = Math.min(warmUpDays, days / 2);
  return { fromMs: startMs + firstDay * DAY_MS, untilMs: startMs + (days - coolDownDays) * DAY_MS };
}

export function endMs({ startMs, days }: BenchParameters): number {
  return startMs + days * DAY_MS;
}
