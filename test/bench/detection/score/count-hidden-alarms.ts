import type { Outage } from "../label.ts";
import type { Alert } from "./match-alerts.ts";

/**
 * How many series lay behind a silent collector, outage by outage, and how many of them were said
 * to lack something meanwhile, which nobody could know.
 */
export function countHiddenAlarms(alerts: readonly Alert[], outages: readonly Outage[]) {
  const hiddenReported = outages.reduce((sum, { hides, subjects, fromMs, toMs }) => {
    const told = alerts.filter(
      ({ kind, subject, atMs }) =>
        hides.includes(kind) && subjects.has(subject) && fromMs < atMs && atMs < toMs,
    );
    return sum + new Set(told.map(({ subject }) => subject)).size;
  }, 0);
  return { hidden: outages.reduce((sum, { subjects }) => sum + subjects.size, 0), hiddenReported };
}
