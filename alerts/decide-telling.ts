import { SEVERITIES, type Severity } from "../schemas/finding.ts";
import type { Incident } from "./incident.ts";

export const TELLING_REASONS = ["opened", "escalated", "resolved"] as const;
export type TellingReason = (typeof TELLING_REASONS)[number];

/** What a pager was last told of an incident (or will be: it lies in the outbox). */
export type Told = { readonly reason: TellingReason; readonly severity: Severity };

/** `hasParent`: all that is open of it is told by the incident of its cause. */
type Subject = Pick<Incident, "status" | "severity"> & { readonly hasParent: boolean };

/**
 * Whether a pager that wants `severities` needs to be told of an incident as it now stands, and
 * why. What opened and resolved before anybody was told is not worth waking anybody; a resolution
 * is told to those who were told of the opening. What has a parent says nothing new by itself.
 */
export function decideTelling(
  incident: Subject,
  told: Told | null,
  severities: readonly Severity[],
): TellingReason | "none" {
  const toldOpen = told !== null && told.reason !== "resolved";
  if (incident.status === "resolved") return toldOpen ? "resolved" : "none";
  if (incident.hasParent || !severities.includes(incident.severity)) return "none";
  if (!toldOpen) return "opened";
  return isWorse(incident.severity, told.severity) ? "escalated" : "none";
}

function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(than);
}
