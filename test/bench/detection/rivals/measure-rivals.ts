import type { Fineness, Line } from "../estate/line.ts";
import type { Generated } from "../generate.ts";
import { type ScoredKind, STATISTICAL_KINDS, type StatisticalKind } from "../label.ts";
import { type Alert, createMatcher, type Matched, type Truth } from "../score/match-alerts.ts";
import { type Counts, type Rates, ratesOf } from "../score/rates.ts";
import { sumOf } from "../score/score.ts";
import { QUANTITIES, RIVALS, type Rival, strangeness } from "./strangeness.ts";
import { type Trial, tune } from "./tune.ts";

const FINENESSES: readonly Fineness[] = ["full", "differential", "incremental", "log"];
/** A threshold that flags a larger share of all runs is not tried. */
const FLAGGED_SHARE_MAX = 0.05;
const HOUR_MS = 3_600_000;
const OVERDUE_HOURS = [0.5, 1, 2, 3, 4, 6, 8, 10, 12, 18, 24, 36];

export type RivalScore = Rates &
  Counts & {
    /** By kind of backup: what gives the best F1 in hindsight. */
    readonly thresholds: Readonly<Record<string, number>>;
  };

export type RivalScores = {
  readonly statistical: readonly {
    readonly rival: Rival;
    readonly kinds: readonly ({ readonly kind: StatisticalKind } & RivalScore)[];
    readonly all: Rates & Counts;
    readonly falseAlarmsPer1000SeriesWeeks: number;
  }[];
  /** No success for its cadence and so many hours more. */
  readonly overdue: RivalScore;
};

/** The one-liners that a detector must beat, and the oracle that it cannot, each at its best. */
export function measureRivals(generated: Generated, truth: Truth): RivalScores {
  const match = createMatcher(truth);
  const fineness = new Map(generated.lines.map((line) => [line.subject, line.truth.fineness]));
  const weeks =
    (generated.lines.length * (generated.untilMs - truth.scoredFromMs)) / (168 * HOUR_MS);

  /** Counts of one kind on the lines of one fineness. */
  function countsOf({ labels, falseAlarms }: Matched, kind: ScoredKind, part: Fineness): Counts {
    const own = labels.filter(
      ({ label }) => label.kind === kind && fineness.get(label.subject) === part,
    );
    const hits = own.filter(({ atMs }) => atMs !== null).length;
    return { hits, misses: own.length - hits, falseAlarms: falseAlarms.length };
  }

  function rate(
    kind: ScoredKind,
    trialsOf: (part: Fineness) => readonly number[],
    alertsOf: AlertsOf,
  ) {
    const parts = FINENESSES.map((part) =>
      trialsOf(part).map((threshold): Trial => {
        const counts = countsOf(match(alertsOf(part, threshold)), kind, part);
        return { threshold, counts };
      }),
    );
    const chosen = tune(parts);
    const counts = sumOf(chosen.map((trial) => trial.counts));
    const thresholds = FINENESSES.map((part, index) => [part, chosen[index]?.threshold ?? 0]);
    return { ...counts, ...ratesOf(counts), thresholds: Object.fromEntries(thresholds) };
  }

  function rateKind(rival: Rival, kind: StatisticalKind): RivalScore {
    const judged = judgeRuns(generated, rival, kind);
    const trialsOf = (part: Fineness) => thresholdsFor(judged.get(part) ?? [], truth, kind);
    return rate(kind, trialsOf, (part, threshold) =>
      (judged.get(part) ?? []).filter(({ strange }) => strange >= threshold),
    );
  }

  const statistical = RIVALS.map((rival) => {
    const rated = STATISTICAL_KINDS.map((kind) => ({ kind, ...rateKind(rival, kind) }));
    const counts = sumOf(rated);
    return {
      rival,
      kinds: rated,
      all: { ...counts, ...ratesOf(counts) },
      falseAlarmsPer1000SeriesWeeks: (1_000 * counts.falseAlarms) / weeks,
    };
  });
  const overdue = rate(
    "missing",
    () => OVERDUE_HOURS,
    (part, hours) =>
      generated.lines
        .filter((line) => line.truth.fineness === part)
        .flatMap((line) => overdueAlerts(generated, line, hours)),
  );
  return { statistical, overdue };
}

type AlertsOf = (part: Fineness, threshold: number) => readonly Alert[];
type Judged = Alert & { readonly strange: number };

function judgeRuns(
  { lines, runs }: Generated,
  rival: Rival,
  kind: StatisticalKind,
): ReadonlyMap<Fineness, readonly Judged[]> {
  const judged = new Map<Fineness, Judged[]>(FINENESSES.map((part) => [part, []]));
  for (const { subject, truth } of lines) {
    const own = runs.get(subject) ?? [];
    strangeness(rival, QUANTITIES[kind], own).forEach((strange, index) => {
      const atMs = own[index]?.heardAtMs;
      if (strange !== null && strange > 0 && atMs !== undefined)
        judged.get(truth.fineness)?.push({ kind, subject, atMs, strange });
    });
  }
  return judged;
}

/** The best threshold is one at which just one more label is hit, or none at all. */
function thresholdsFor(
  judged: readonly Judged[],
  { labels }: Truth,
  kind: StatisticalKind,
): readonly number[] {
  const bySubject = Map.groupBy(judged, ({ subject }) => subject);
  const wanted = labels.flatMap((label) => {
    if (label.kind !== kind) return [];
    const within = (bySubject.get(label.subject) ?? []).filter(
      ({ atMs }) => label.fromMs <= atMs && atMs <= label.hitUntilMs,
    );
    return within.length === 0 ? [] : [Math.max(...within.map(({ strange }) => strange))];
  });
  const sorted = judged.map(({ strange }) => strange).sort((a, b) => b - a);
  const least = sorted[Math.ceil(FLAGGED_SHARE_MAX * sorted.length)] ?? 0;
  return [Number.MAX_VALUE, ...wanted.filter((threshold) => threshold >= least)];
}

/** Overdue by its cadence and some hours since the last success that was heard of. */
function overdueAlerts({ runs, untilMs }: Generated, line: Line, hours: number): readonly Alert[] {
  const own = runs.get(line.subject) ?? [];
  const heardMs = own.map(({ heardAtMs }) => heardAtMs).sort((a, b) => a - b);
  return heardMs.flatMap((lastMs, index) => {
    const atMs = lastMs + line.cadenceMs + hours * HOUR_MS;
    const isOverdue = atMs < (heardMs[index + 1] ?? untilMs);
    return isOverdue ? [{ kind: "missing" as const, subject: line.subject, atMs }] : [];
  });
}
