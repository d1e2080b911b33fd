import { type Incident, leadingFinding } from "../../alerts/incident.ts";
import { describeStatus } from "../commands/incidents/render-incident.ts";
import type { Draft, Ground } from "./draft.ts";

/** What is said of an incident. */
export type Act =
  | { readonly kind: "acknowledge" | "comment" }
  | { readonly kind: "assign"; readonly to: string };

/** Somebody has an incident in hand, is given it, or says something of it. */
export function drawAct(incident: Incident, act: Act, { said, nowMs }: Ground): Draft {
  const { id, kind, findings, status } = incident;
  const summary = leadingFinding(findings).summary.en;
  return {
    decision: { ...said, incident: id, ...act },
    changes: [
      `${kind} ${id} (${describeStatus(incident, nowMs)}): ${summary}`,
      describeEffect(incident, act, said),
    ],
    effect: { incident: id, statusBefore: status },
  };
}

function describeEffect(
  { status, findingsCount }: Incident,
  act: Act,
  { author, reason }: { readonly author: string; readonly reason: string },
): string {
  const of = findingsCount === 1 ? "its finding" : `its ${findingsCount} findings`;
  if (act.kind === "comment") return `${author} says: ${reason}`;
  if (act.kind === "assign") return `${act.to} has it in hand from now on.`;
  if (status === "resolved") return `It is resolved already; that ${author} has seen it is kept.`;
  return `${author} has it in hand, with ${of}; it reminds nobody until it gets worse.`;
}
