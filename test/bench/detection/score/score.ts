import type { Dice } from "../create-dice.ts";
import { isStatistical, SCORED_KINDS, type ScoredKind, TIERS, type Tier } from "../label.ts";
import type { Matched } from "./match-alerts.ts";
import { bootstrap, type Counts, type Interval, type Rates, ratesOf } from "./rates.ts";

const WEEK_MS = 7 * 86_400_000;

export type KindScore = Rates & {
  readonly kind: ScoredKind;
  readonly labels: number;
  readonly hits: number;
  readonly falseAlarms: number;
  /** 95 %, by bootstrap over tenants (of collectors: over these). */
  readonly interval: Readonly<Record<keyof Rates, Interval>>;
  /** Recall alone: a false alarm has no tier. */
  readonly tiers: readonly {
    readonly tier: Tier;
    readonly labels: number;
    readonly recall: number | null;
    readonly interval: Interval;
  }[];
  /** From when all that is needed had been received. */
  readonly delayMs: Readonly<Record<"p50" | "p95" | "p99", number | null>>;
};

export type Score = {
  readonly kinds: readonly KindScore[];
  /** All statistical kinds together, and all others. */
  readonly statistical: Rates & { readonly interval: Readonly<Record<keyof Rates, Interval>> };
  readonly rules: Rates & { readonly interval: Readonly<Record<keyof Rates, Interval>> };
  readonly falseAlarmsPer1000SeriesWeeks: {
    readonly statistical: number;
    readonly rules: number;
  };
};

type Scale = {
  readonly series: number;
  readonly scoredMs: number;
  readonly unitOf: (subject: string) => string;
  readonly dice: Dice;
};

export function score(matched: Matched, scale: Scale): Score {
  const { labels, falseAlarms } = matched;
  const measure = (wanted: (kind: ScoredKind) => boolean) => {
    const units = countUnits(matched, scale, wanted);
    return { ...ratesOf(sumOf(units)), interval: bootstrap(units, scale.dice.fork("bootstrap")) };
  };
  const perThousand = (wanted: (kind: ScoredKind) => boolean) =>
    (1_000 * falseAlarms.filter(({ kind }) => wanted(kind)).length * WEEK_MS) /
    (scale.series * scale.scoredMs);
  return {
    kinds: SCORED_KINDS.map((kind): KindScore => {
      const own = labels.filter(({ label }) => label.kind === kind);
      const delays = own.flatMap(({ label, atMs }) =>
        atMs === null ? [] : [Math.max(0, atMs - label.detectableAtMs)],
      );
      return {
        kind,
        labels: own.length,
        hits: delays.length,
        falseAlarms: falseAlarms.filter((alarm) => alarm.kind === kind).length,
        ...measure((other) => other === kind),
        tiers: TIERS.map((tier) => {
          const ofTier = {
            labels: own.filter(({ label }) => label.tier === tier),
            falseAlarms: [],
          };
          const units = countUnits(ofTier, scale, () => true);
          const { recall } = ratesOf(sumOf(units));
          const interval = bootstrap(units, scale.dice.fork("bootstrap")).recall;
          return { tier, labels: ofTier.labels.length, recall, interval };
        }),
        delayMs: {
          p50: quantile(delays, 0.5),
          p95: quantile(delays, 0.95),
          p99: quantile(delays, 0.99),
        },
      };
    }),
    statistical: measure(isStatistical),
    rules: measure((kind) => !isStatistical(kind)),
    falseAlarmsPer1000SeriesWeeks: {
      statistical: perThousand(isStatistical),
      rules: perThousand((kind) => !isStatistical(kind)),
    },
  };
}

function countUnits(
  { labels, falseAlarms }: Matched,
  { unitOf }: Scale,
  wanted: (kind: ScoredKind) => boolean,
): readonly Counts[] {
  const units = new Map<string, Counts>();
  const add = (unit: string, more: Partial<Counts>) => {
    const { hits, misses, falseAlarms: wrong } = units.get(unit) ?? NONE;
    units.set(unit, {
      hits: hits + (more.hits ?? 0),
      misses: misses + (more.misses ?? 0),
      falseAlarms: wrong + (more.falseAlarms ?? 0),
    });
  };
  for (const { label, atMs } of labels)
    if (wanted(label.kind)) add(label.unit, atMs === null ? { misses: 1 } : { hits: 1 });
  for (const { kind, subject } of falseAlarms)
    if (wanted(kind)) add(unitOf(subject), { falseAlarms: 1 });
  return [...units.values()];
}

const NONE: Counts = { hits: 0, misses: 0, falseAlarms: 0 };

export function sumOf(units: readonly Counts[]): Counts {
  return units.reduce(
    (sum, unit) => ({
      hits: sum.hits + unit.hits,
      misses: sum.misses + unit.misses,
      falseAlarms: sum.falseAlarms + unit.falseAlarms,
    }),
    NONE,
  );
}

/** Nearest rank. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
