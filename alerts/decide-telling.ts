import { SEVERITIES, type Severity } from "../schemas/finding.ts";
import type { Incident } from "./incident.ts";

export const TELLING_REASONS = [
  "opened",
  "escalated",
  "joined",
  "reminded",
  "acknowledged",
  "resolved",
] as const;
export type TellingReason = (typeof TELLING_REASONS)[number];

/** What a pager was last told of an incident (or will be: it lies in the outbox). */
export type Told = {
  readonly status: Incident["status"];
  readonly severity: Severity;
  /** The ids of the open findings that it knows of, the leading one first. */
  readonly findings: readonly string[];
  readonly atMs: number;
  /** It was of what had joined. */
  readonly joined: boolean;
  /** Among others in a digest or a "more" alone, never in a message of its own. */
  readonly inSummary: boolean;
};

/** An incident as one pager is concerned by it. */
export type Concern = {
  readonly status: Incident["status"];
  /** Of what goes to the pager; null where nothing that is open does. */
  readonly severity: Severity | null;
  /** The ids of the same findings, the leading one first. */
  readonly findings: readonly string[];
  /** It opens and resolves again and again; when it will be calm. */
  readonly flapsUntilMs: number | null;
};

type Ground = { readonly nowMs: number; readonly remindMs: number | null };

/**
 * Whether a pager needs to be told of an incident as it now stands, and why. What opened and
 * resolved before anybody was told is not worth waking anybody; that somebody has it in hand, or
 * that it is over, is told to those who were told of it in a message of its own.
 */
export function decideTelling(
  concern: Concern,
  told: Told | null,
  { nowMs, remindMs }: Ground,
): TellingReason | "none" {
  const { status, severity } = concern;
  const toldOpen = told === null || told.status === "resolved" ? null : told;
  if (status === "resolved") return toldOpen && !toldOpen.inSummary ? "resolved" : "none";
  if (severity !== null && !toldOpen) return "opened";
  if (!toldOpen) return "none";
  if (severity !== null && isWorse(severity, toldOpen.severity)) return "escalated";
  if (status === "acknowledged")
    return toldOpen.status === "open" && !toldOpen.inSummary ? "acknowledged" : "none";
  if (severity === null) return "none";
  const reminds = severity === "critical" && remindMs !== null;
  if (reminds && nowMs >= toldOpen.atMs + remindMs) return "reminded";
  return hasNews(concern.findings, toldOpen.findings) ? "joined" : "none";
}

function hasNews(findings: readonly string[], toldOf: readonly string[]): boolean {
  const known = new Set(toldOf);
  return findings.some((finding) => !known.has(finding));
}

function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(than);
}
