import { SEVERITIES, type Severity } from "../schemas/finding.ts";
import type { Incident } from "./incident.ts";

export const TELLING_REASONS = ["opened", "escalated", "resolved"] as const;
export type TellingReason = (typeof TELLING_REASONS)[number];

/** What a pager was last told of an incident (or will be: it lies in the outbox). */
export type Told = { readonly reason: TellingReason; readonly severity: Severity };

/**
 * Whether a pager that wants `severities` needs to be told of an incident as it now stands, and
 * why. What opened and resolved before anybody was told is not worth waking anybody; a resolution
 * is told to those who were told of the opening.
 */
export function decideTelling(
  incident: Pick<Incident, "status" | "severity">,
  told: Told | null,
  severities: readonly Severity[],
): TellingReason | "none" {
  const toldOpen = told !== null && told.reason !== "resolved";
  if (incident.status === "resolved") return toldOpen ? "resolved" : "none";
  if (!severities.includes(incident.severity)) return "none";
  if (!toldOpen) return "opened";
  return isWorse(incident.severity, told.severity) ? "escalated" : "none";
}

function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(than);
}
