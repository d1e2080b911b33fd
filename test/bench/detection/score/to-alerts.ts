import type { Finding } from "../../../../schemas/finding.ts";
import { seriesKey } from "../../../../schemas/series.ts";
import { type Alert, isScored } from "./match-alerts.ts";

/**
 * Findings as alerts; of kinds that are not planted only how many there are. A parent says again
 * what its members say, and is no alert of its own.
 */
export function toAlerts(findings: readonly Finding[]) {
  const alerts: Alert[] = [];
  const unscored: Record<string, number> = {};
  for (const { kind, series, collector, openedAt } of findings) {
    if (series === null && kind !== "collector-silent") continue;
    const subject = series ? seriesKey(series) : collector;
    if (isScored(kind) && subject !== null)
      alerts.push({ kind, subject, atMs: Date.parse(openedAt) });
    else unscored[kind] = (unscored[kind] ?? 0) + 1;
  }
  return { alerts, unscored };
}
