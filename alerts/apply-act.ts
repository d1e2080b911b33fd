import type { DecisionOf } from "../schemas/decision.ts";
import type { ChangeKind } from "./change-kinds.ts";
import { type IncidentState, type Step, statusOf } from "./incident-state.ts";

/** What a person says of an incident. */
export type Act = DecisionOf<"acknowledge" | "comment" | "assign">;

/**
 * An incident after a person's act. Of several the latest counts, by its own instant, whichever is
 * read first; an act is told of once.
 */
export function applyAct(before: IncidentState, act: Act): Step {
  const incident = change(before, act);
  const { time: atMs, author, reason } = act;
  const said = { finding: null, author, reason: act.kind === "assign" ? to(act) : reason };
  const { status, severity } = incident;
  return { incident, changes: [{ kind: nameOf(act.kind), atMs, status, severity, ...said }] };
}

function change(before: IncidentState, act: Act): IncidentState {
  switch (act.kind) {
    case "acknowledge":
      return acknowledge(before, act);
    case "assign":
      return before.assignedAtMs !== null && before.assignedAtMs > act.time
        ? before
        : { ...before, assignedAtMs: act.time, assignedTo: act.to };
    case "comment":
      return before;
  }
}

function acknowledge(before: IncidentState, { time, author }: Act): IncidentState {
  const firstAcknowledgedAtMs = Math.min(before.firstAcknowledgedAtMs ?? time, time);
  const isLatest = before.acknowledgedAtMs === null || before.acknowledgedAtMs <= time;
  const after = {
    ...before,
    firstAcknowledgedAtMs,
    ...(isLatest && { acknowledgedAtMs: time, acknowledgedBy: author }),
  };
  return { ...after, status: statusOf(after) };
}

function nameOf(kind: Act["kind"]): ChangeKind {
  switch (kind) {
    case "acknowledge":
      return "acknowledged";
    case "assign":
      return "assigned";
    case "comment":
      return "commented";
  }
}

function to({ to: name, reason }: DecisionOf<"assign">): string {
  return `to ${name}: ${reason}`;
}
