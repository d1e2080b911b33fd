import assert from "node:assert";
import type { Finding, Severity } from "../schemas/finding.ts";
import type { ChangeKind } from "./change-kinds.ts";
import {
  type IncidentChange,
  type IncidentState,
  isWorse,
  type Step,
  statusOf,
  worstOpen,
} from "./incident-state.ts";
import { CALM_MS, FLAP_REOPENINGS, FLAP_WINDOW_MS, GROUP_WINDOW_MS } from "./incident-windows.ts";

/** By what a finding came into an incident that was there before. */
export type JoinedBy = "slot" | "parent" | "return" | "cause";

/** What an incident remembers of a finding of its own. */
export type KnownFinding = {
  readonly version: number;
  readonly severity: Severity;
  readonly isOpen: boolean;
  /** The incident of its parent, where that is another. */
  readonly memberOf: string | null;
};

export type FindingChange = {
  readonly finding: Finding;
  /** When it changed, by the log: the same each time the log is read. */
  readonly atMs: number;
  /** Null where it is new to the incident. */
  readonly known: KnownFinding | null;
  readonly joinedBy: JoinedBy | null;
  readonly memberOf: string | null;
};

/** An incident that a finding opens. */
export function openIncident(
  { finding, atMs, memberOf }: Omit<FindingChange, "known" | "joinedBy">,
  { id, cause }: Pick<IncidentState, "id" | "cause">,
): Step {
  const { severity } = finding;
  const openedAtMs = Date.parse(finding.openedAt);
  const none: IncidentState = {
    ...{ id, cause, foundedAtMs: openedAtMs, openedAtMs, resolvedAtMs: null },
    ...{ status: "open", severity, worst: severity, askedAtMs: openedAtMs },
    ...{ open: { critical: 0, warning: 0, info: 0 }, findingsCount: 0, openMembers: 0 },
    ...{ parent: null, firstAcknowledgedAtMs: null, acknowledgedAtMs: null, acknowledgedBy: null },
    ...{ assignedAtMs: null, assignedTo: null, reopenedAtsMs: [], flapsUntilMs: null },
  };
  const counted = { ...none, ...recount(none, { finding, known: null, memberOf }) };
  const opened = toChange("opened", counted, { finding, atMs: openedAtMs });
  if (finding.resolvedAt === null) return { incident: counted, changes: [opened] };
  const incident: IncidentState = { ...counted, status: "resolved", resolvedAtMs: atMs };
  return { incident, changes: [opened, toChange("resolved", incident, { finding, atMs })] };
}

/** An incident after one of its findings changed, or another joined it. Pure, and costs the same
 * whatever its size. */
export function applyFinding(before: IncidentState, change: FindingChange): Step {
  const { finding, atMs, known } = change;
  assert(!known || known.version < finding.version, "a version is applied once");
  const counts = recount(before, change);
  const severityOpen = worstOpen(counts.open);
  const wasOpen = before.status !== "resolved";
  const comesBack = !wasOpen && severityOpen !== null && !followsOn(before, change);
  const worst = comesBack ? severityOpen : worseOf(before.worst, severityOpen ?? finding.severity);
  const asks = comesBack || asksAnew(before, { ...change, isWorst: isWorse(worst, before.worst) });
  const reopenedAtsMs = comesBack
    ? [...before.reopenedAtsMs, atMs].slice(-FLAP_REOPENINGS)
    : before.reopenedAtsMs;
  const draft = {
    ...{ ...before, ...counts, worst, reopenedAtsMs, severity: severityOpen ?? worst },
    openedAtMs: Math.min(before.openedAtMs, Date.parse(finding.openedAt)),
    askedAtMs: asks ? Math.max(before.askedAtMs, atMs) : before.askedAtMs,
    resolvedAtMs: severityOpen === null ? resolvedAtMs(before, change) : null,
  };
  const status = statusOf(draft);
  const hasTurned = wasOpen === (status === "resolved");
  const stillUntilMs = bringsOther(change) ? null : before.flapsUntilMs;
  const flapsUntilMs = hasTurned ? flapUntil(before, draft, change) : stillUntilMs;
  const incident: IncidentState = { ...draft, status, flapsUntilMs };
  const kind = nameChange(before, incident, comesBack);
  return { incident, changes: kind ? [toChange(kind, incident, change)] : [] };
}

function nameChange(
  before: IncidentState,
  after: IncidentState,
  comesBack: boolean,
): ChangeKind | null {
  if (before.status !== after.status) {
    if (after.status === "resolved") return "resolved";
    if (before.status === "resolved") return comesBack ? "reopened" : "escalated";
    return "worsened";
  }
  if (after.status === "resolved") return null;
  if (isWorse(after.severity, before.severity)) return "escalated";
  return after.severity === before.severity ? null : "eased";
}

/** It took over at the very instant at which the last one ended, as `missing` does of `late`. */
function followsOn({ resolvedAtMs }: IncidentState, { finding }: FindingChange): boolean {
  return resolvedAtMs !== null && Date.parse(finding.openedAt) <= resolvedAtMs;
}

/**
 * Whether who has seen the incident needs to look again: it is worse than it was; something came
 * back, or joined by its cause, which nobody may have looked at; or something else long after it
 * opened.
 */
function asksAnew(
  { foundedAtMs }: IncidentState,
  change: FindingChange & { readonly isWorst: boolean },
): boolean {
  const { finding, atMs, known, joinedBy, isWorst } = change;
  if (isWorst) return true;
  if (known || finding.resolvedAt !== null || finding.severity === "info") return false;
  if (joinedBy === "cause" || joinedBy === "return") return true;
  return atMs > foundedAtMs + GROUP_WINDOW_MS;
}

function resolvedAtMs(before: IncidentState, { atMs }: FindingChange): number {
  return before.resolvedAtMs === null ? atMs : Math.max(before.resolvedAtMs, atMs);
}

/** It flaps where it came back often, and goes on to until it has been calm. */
function flapUntil(
  { flapsUntilMs, reopenedAtsMs: before }: IncidentState,
  { reopenedAtsMs }: Pick<IncidentState, "reopenedAtsMs">,
  { atMs }: FindingChange,
): number | null {
  const [first = atMs] = reopenedAtsMs;
  const isOften =
    reopenedAtsMs !== before &&
    reopenedAtsMs.length === FLAP_REOPENINGS &&
    atMs - first <= FLAP_WINDOW_MS;
  const goesOn = flapsUntilMs !== null && atMs < flapsUntilMs;
  return isOften || goesOn ? atMs + CALM_MS : null;
}

/** What joins by another way than its return is no flapping: it has not been told. */
function bringsOther({ finding, known, joinedBy }: FindingChange): boolean {
  if (known || finding.resolvedAt !== null || finding.severity === "info") return false;
  return joinedBy === "parent" || joinedBy === "cause";
}

function recount(
  before: IncidentState,
  { finding, known, memberOf }: Pick<FindingChange, "finding" | "known" | "memberOf">,
): Pick<IncidentState, "open" | "findingsCount" | "openMembers" | "parent"> {
  const open = { ...before.open };
  const isOpen = finding.resolvedAt === null;
  if (known?.isOpen) open[known.severity] -= 1;
  if (isOpen) open[finding.severity] += 1;
  const wasMember = known?.isOpen && known.memberOf !== null;
  const isMember = isOpen && memberOf !== null;
  return {
    open,
    findingsCount: before.findingsCount + (known ? 0 : 1),
    openMembers: before.openMembers - Number(wasMember ?? false) + Number(isMember),
    parent: memberOf ?? before.parent,
  };
}

function toChange(
  kind: ChangeKind,
  { status, severity }: IncidentState,
  { finding, atMs }: Pick<FindingChange, "finding" | "atMs">,
): IncidentChange {
  const { id, version, resolution, resolvedAt } = finding;
  const reason = resolvedAt === null ? null : resolution;
  return { kind, atMs, status, severity, finding: { id, version }, author: null, reason };
}

function worseOf(one: Severity, other: Severity): Severity {
  return isWorse(other, one) ? other : one;
}
