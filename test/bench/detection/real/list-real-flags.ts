import { runBacktest } from "../../../../analyzers/backtest/run-backtest.ts";
import { renderTable } from "../../../../app/render-table.ts";
import type { Finding } from "../../../../schemas/finding.ts";
import { REAL_NAMES, type RealSeries, readRealSeries } from "./read-real-series.ts";

/** Of whole stretches of days: only counted, as the days say nothing one by one. */
const COUNTED = ["late", "missing", "extra-run"];

export type RealFlags = {
  readonly series: RealSeries;
  readonly findings: readonly Finding[];
};

/** What the detection says of each real history; nobody has labelled them. */
export async function listRealFlags(names = REAL_NAMES): Promise<readonly RealFlags[]> {
  const flags: RealFlags[] = [];
  for (const name of names) {
    const series = await readRealSeries(name);
    flags.push({ series, findings: await runBacktest(series) });
  }
  return flags;
}

export function renderRealFlags(flags: readonly RealFlags[]): string {
  const counts = flags.map(({ series, findings }) => {
    const kinds = Map.groupBy(findings, ({ kind }) => kind);
    const told = [...kinds].map(([kind, own]) => `${kind} ${own.length}`).join(", ");
    return [series.name, `${series.events.length}`, told || "nothing"];
  });
  const listed = flags.flatMap(({ series, findings }) =>
    findings
      .filter(({ kind }) => !COUNTED.includes(kind))
      .map(({ kind, severity, openedAt, summary, evidence }) => [
        ...[series.name, openedAt.slice(0, 16), kind, severity, summary.en],
        JSON.stringify(evidence),
      ]),
  );
  return [
    renderTable(["series", "runs", "findings"], counts),
    renderTable(["series", "opened", "kind", "severity", "summary", "evidence"], listed),
  ].join("\n\n");
}
