import { renderTable } from "../../../../app/render-table.ts";
import type { DetectionBench } from "../bench-detection.ts";
import { isStatistical } from "../label.ts";

const HEAD = [
  "world",
  "series x days",
  "stat. P",
  "R",
  "F1",
  "to oracle",
  "to best rival",
  "false/1000 sw",
  "rules P",
  "R",
  "false/1000 sw",
  "missing P/R",
  "hidden told",
  "re-alarms",
  "s",
];

/** One line a world, and what each kind reaches in each. */
export function renderWorlds(benches: ReadonlyMap<string, DetectionBench>): string {
  const kinds = [...benches.values()][0]?.detection.kinds.map(({ kind }) => kind) ?? [];
  const reached = kinds.map((kind) => [
    `${kind}${isStatistical(kind) ? " *" : ""}`,
    ...[...benches.values()].map(({ detection }) => {
      const own = detection.kinds.find((other) => other.kind === kind);
      return own && own.labels + own.falseAlarms > 0
        ? `${say(own.precision)}/${say(own.recall)}`
        : "";
    }),
  ]);
  return [
    renderTable(HEAD, [...benches].map(worldRow)),
    renderTable(["precision/recall", ...benches.keys()], reached),
  ].join("\n\n");
}

function worldRow([world, bench]: readonly [string, DetectionBench]): readonly string[] {
  const { detection, f1Ratios, realarms, series, days } = bench;
  const { statistical, rules, falseAlarmsPer1000SeriesWeeks: perThousand } = detection;
  const { oracle = null, ...rivals } = f1Ratios;
  const least = Object.values(rivals).flatMap((ratio) => ratio ?? []);
  const missing = detection.kinds.find(({ kind }) => kind === "missing");
  return [
    world,
    `${series} x ${days}`,
    ...[statistical.precision, statistical.recall, statistical.f1, oracle].map(say),
    say(least.length > 0 ? Math.min(...least) : null),
    perThousand.statistical.toFixed(2),
    ...[rules.precision, rules.recall].map(say),
    perThousand.rules.toFixed(2),
    `${say(missing?.precision ?? null)}/${say(missing?.recall ?? null)}`,
    `${bench.hiddenReported} of ${bench.hidden}`,
    say(realarms.perShift),
    bench.backtestSeconds.toFixed(1),
  ];
}

function say(rate: number | null): string {
  return rate === null ? "-" : rate.toFixed(3);
}
