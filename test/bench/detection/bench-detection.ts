import { runBacktest } from "../../../analyzers/backtest/run-backtest.ts";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { BenchParameters } from "./bench-parameters.ts";
import { createDice } from "./create-dice.ts";
import { type Generated, generate } from "./generate.ts";
import { isStatistical } from "./label.ts";
import { measureRivals, type RivalScores } from "./rivals/measure-rivals.ts";
import { countHiddenAlarms } from "./score/count-hidden-alarms.ts";
import { countRealarms, type Realarms } from "./score/count-realarms.ts";
import { type Cause, listCauses } from "./score/list-causes.ts";
import { createMatcher, type Truth } from "./score/match-alerts.ts";
import { type NabScore, nabScore } from "./score/nab-score.ts";
import { rateLearned } from "./score/rate-learned.ts";
import type { Counts, Rates } from "./score/rates.ts";
import { type Score, score } from "./score/score.ts";
import { type GroupingScore, scoreGrouping } from "./score/score-grouping.ts";
import { type BackupScore, splitByBackup } from "./score/split-by-backup.ts";
import { toAlerts } from "./score/to-alerts.ts";

const DAY_MS = 86_400_000;

export type DetectionBench = {
  readonly seed: number;
  readonly series: number;
  readonly days: number;
  readonly events: number;
  readonly backtestSeconds: number;
  readonly detection: Score;
  readonly byBackup: readonly BackupScore[];
  /** Of series whose schedule has to be learned. */
  readonly learned: { readonly series: number; readonly missing: Rates & Counts };
  readonly nab: { readonly statistical: NabScore; readonly rules: NabScore };
  readonly realarms: Realarms;
  readonly rivals: RivalScores;
  /** The detection's F1 of the statistical kinds by that of each rival. */
  readonly f1Ratios: Readonly<Record<string, number | null>>;
  readonly grouping: GroupingScore;
  /** Series told missing or late while nothing could be known of them: to be 0. */
  readonly hiddenReported: number;
  readonly hidden: number;
  readonly causes: {
    readonly falseAlarms: readonly Cause[];
    readonly misses: readonly Cause[];
  };
  /** Findings of kinds that are not planted. */
  readonly unscored: Readonly<Record<string, number>>;
};

type Options = { readonly clock: Clock; readonly progress: (step: string) => void };

/** Today's detection on a labelled history, and its rivals on the same. */
export async function benchDetection(
  parameters: BenchParameters,
  { clock, progress }: Options,
): Promise<DetectionBench> {
  progress(`making ${parameters.series} series of ${parameters.days} days`);
  const generated = generate(parameters);
  const { events, policies, untilMs } = generated;
  progress(`running the detection over ${events.length} events`);
  const beganAtMs = clock.nowMs();
  const findings = await runBacktest({ events, policies, untilMs });
  const backtestSeconds = (clock.nowMs() - beganAtMs) / 1_000;
  progress(`scoring ${findings.length} findings`);
  const { alerts, unscored } = toAlerts(findings);
  const truth = truthOf(generated, parameters);
  const matched = createMatcher(truth)(alerts);
  const detection = score(matched, scaleOf(generated, truth, parameters));
  progress("tuning the rivals");
  const rivals = measureRivals(generated, truth);
  const ratios = rivals.statistical.map(({ rival, all }) => [
    rival,
    all.f1 ? (detection.statistical.f1 ?? 0) / all.f1 : null,
  ]);
  const { seed, series, days } = parameters;
  return {
    ...{ seed, series, days, events: events.length, backtestSeconds, detection, rivals },
    byBackup: splitByBackup(matched, generated),
    learned: rateLearned(matched, generated),
    nab: {
      statistical: nabScore(matched, truth.cadenceMs, isStatistical),
      rules: nabScore(matched, truth.cadenceMs, (kind) => !isStatistical(kind)),
    },
    realarms: countRealarms(matched, generated.circumstances, truth.cadenceMs),
    f1Ratios: Object.fromEntries(ratios),
    grouping: scoreGrouping(findings, generated.labels),
    ...countHiddenAlarms(alerts, generated.outages),
    causes: listCauses(matched, generated),
    unscored,
  };
}

export function truthOf(generated: Generated, { probationDays }: BenchParameters): Truth {
  const cadences = new Map(generated.lines.map((line) => [line.subject, line.cadenceMs]));
  return {
    labels: generated.labels,
    circumstances: generated.circumstances,
    cadenceMs: (subject) => cadences.get(subject) ?? 0,
    scoredFromMs: generated.fromMs + probationDays * DAY_MS,
  };
}

export function scaleOf(
  { lines, untilMs }: Generated,
  { scoredFromMs }: Truth,
  { seed }: BenchParameters,
) {
  const tenants = new Map(lines.map(({ subject, tenant }) => [subject, tenant]));
  return {
    series: lines.length,
    scoredMs: untilMs - scoredFromMs,
    // What is of no series is of a collector, which is its own unit.
    unitOf: (subject: string) => tenants.get(subject) ?? subject,
    dice: createDice(seed),
  };
}
