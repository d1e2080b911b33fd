import { renderTable } from "../../../app/render-table.ts";
import type { DetectionBench } from "./bench-detection.ts";
import { isStatistical, TIERS } from "./label.ts";
import type { Interval } from "./score/rates.ts";
import type { KindScore } from "./score/score.ts";
import type { BackupScore } from "./score/split-by-backup.ts";

const CAUSES_MAX = 12;

/** The figures as tables for a person. */
export function renderDetection(bench: DetectionBench): string {
  const { detection, rivals, causes, realarms, learned } = bench;
  const perThousand = detection.falseAlarmsPer1000SeriesWeeks;
  return [
    renderTable(
      [
        "kind",
        "labels",
        "false",
        "precision",
        "recall (95 %)",
        "F1 (95 %)",
        "easy/medium/hard",
        "delay p50/p95/p99",
      ],
      detection.kinds.map(kindRow),
    ),
    renderTable(
      ["kind", "backup", "hits", "misses", "false", "precision", "easy/medium/hard"],
      bench.byBackup.filter(({ hits, falseAlarms }) => hits + falseAlarms > 0).map(backupRow),
    ),
    renderTable(
      ["statistical kinds together", "precision", "recall", "F1", "detection's F1 to it"],
      [
        ["the detection", ...ratesRow(detection.statistical), "1"],
        ...rivals.statistical.map(({ rival, all }) => [
          `${rival}, best threshold`,
          ...ratesRow(all),
          say(bench.f1Ratios[rival] ?? null),
        ]),
        ["missing: overdue by hours, best of them", ...ratesRow(rivals.overdue), ""],
      ],
    ),
    renderTable(
      ["per 1,000 series-weeks", "false alarms"],
      [
        ["statistical kinds", perThousand.statistical.toFixed(2)],
        ["rules", perThousand.rules.toFixed(2)],
        ...rivals.statistical.map((rival) => [
          `  ${rival.rival}, statistical kinds`,
          rival.falseAlarmsPer1000SeriesWeeks.toFixed(2),
        ]),
      ],
    ),
    renderTable(
      ["NAB-like score, 100 is perfect", ...Object.keys(bench.nab.statistical)],
      [
        ["statistical kinds", ...Object.values(bench.nab.statistical).map(sayPoints)],
        ["rules", ...Object.values(bench.nab.rules).map(sayPoints)],
      ],
    ),
    renderTable(
      ["most false alarms", "", ""],
      causes.falseAlarms.slice(0, CAUSES_MAX).map(causeRow),
    ),
    renderTable(["most misses", "", ""], causes.misses.slice(0, CAUSES_MAX).map(causeRow)),
    sayGrouping(bench.grouping),
    `${realarms.shifts} unannounced new levels: ${say(realarms.perShift)} re-alarms each, ` +
      `${realarms.most} at most.`,
    `Of ${learned.series} series with a learned schedule, missing: precision ` +
      `${say(learned.missing.precision)}, recall ${say(learned.missing.recall)}.`,
    `Series behind a silent collector: ${bench.hidden}, said to lack something: ${bench.hiddenReported}.`,
    `${bench.events} events of ${bench.series} series in ${bench.backtestSeconds.toFixed(1)} s of detection.`,
  ].join("\n\n");
}

function sayGrouping({ wide, ...told }: DetectionBench["grouping"]): string {
  return [
    `Told without grouping ${told.toldAlone}, with it ${told.toldGrouped}, ${told.parents} of them`,
    `common causes: ${told.mixedParents} join different ones, ${told.baselessParents} have none.\nOf`,
    `${wide.causes} causes of five findings or more at a time ${wide.withOneParent} are told once,`,
    `${wide.withSeveralInTurn} more than once in turn, ${wide.withSeveralAtOnce} at once.`,
  ].join(" ");
}

function kindRow(kind: KindScore): readonly string[] {
  const { p50, p95, p99 } = kind.delayMs;
  return [
    `${kind.kind}${isStatistical(kind.kind) ? " *" : ""}`,
    `${kind.labels}`,
    `${kind.falseAlarms}`,
    say(kind.precision),
    `${say(kind.recall)} ${sayInterval(kind.interval.recall)}`,
    `${say(kind.f1)} ${sayInterval(kind.interval.f1)}`,
    kind.tiers.map(({ recall }) => say(recall)).join("/"),
    [p50, p95, p99].map(saySeconds).join("/"),
  ];
}

function backupRow(row: BackupScore): readonly string[] {
  const { kind, backup, hits, misses, falseAlarms, precision, recallByTier } = row;
  const tiers = TIERS.map((tier) => say(recallByTier[tier] ?? null)).join("/");
  return [kind, backup, `${hits}`, `${misses}`, `${falseAlarms}`, say(precision), tiers];
}

type Rated = {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
};

function ratesRow({ precision, recall, f1 }: Rated): readonly string[] {
  return [say(precision), say(recall), say(f1)];
}

function causeRow({ kind, cause, count }: { kind: string; cause: string; count: number }) {
  return [kind, cause, `${count}`];
}

function say(rate: number | null): string {
  return rate === null ? "-" : rate.toFixed(3);
}

function sayPoints(points: number | null): string {
  return points === null ? "-" : points.toFixed(1);
}

function sayInterval(interval: Interval): string {
  return interval ? `(${interval.map((bound) => bound.toFixed(2)).join("-")})` : "";
}

function saySeconds(ms: number | null): string {
  return ms === null ? "-" : `${Math.round(ms / 1_000)} s`;
}
