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
  for (const finding of findings) {
    const { kind, series, openedAt } = finding;
    if (series === null && kind !== "collector-silent") continue;
    const subjects = subjectsOf(finding);
    if (isScored(kind) && subjects.length > 0)
      for (const subject of subjects) alerts.push({ kind, subject, atMs: Date.parse(openedAt) });
    else unscored[kind] = (unscored[kind] ?? 0) + 1;
  }
  return { alerts, unscored };
}

/** A mass deletion is of the vaults that it names; all else of its series or collector. */
function subjectsOf({ kind, series, collector, copy, evidence }: Finding): readonly string[] {
  if (kind === "mass-deletion") {
    const { vault, vaults: several } = evidence;
    const named = [copy?.vault, vault, several].flat();
    const vaults = named.flatMap((name) => (typeof name === "string" ? [name] : []));
    if (vaults.length > 0) return [...new Set(vaults)];
  }
  const subject = series ? seriesKey(series) : collector;
  return subject === null ? [] : [subject];
}
