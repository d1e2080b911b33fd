import { type Incident, isUnseen, leadingFinding } from "../../../alerts/incident.ts";
import type { IncidentStory } from "../../../alerts/incident-story.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { sayResolution } from "../../../schemas/say-resolution.ts";
import { printable } from "../../render-table.ts";

const ID_SHOWN = 8;

/** `open`, `acknowledged by Ada`, `resolved, not acknowledged`; and whether it flaps. */
export function describeStatus(incident: Incident, nowMs: number): string {
  const { status, acknowledgedBy, assignedTo, flapsUntil } = incident;
  const words: string[] = [status];
  if (status === "acknowledged" && acknowledgedBy) words[0] = `acknowledged by ${acknowledgedBy}`;
  if (isUnseen(incident)) words.push("not acknowledged");
  if (assignedTo) words.push(`assigned to ${assignedTo}`);
  if (flapsUntil && Date.parse(flapsUntil) > nowMs) words.push("flaps");
  return words.join(", ");
}

/** One line of a list. */
export function renderLine(incident: Incident, nowMs: number, lang: "en" | "fr"): string {
  const { id, openedAt, severity, kind, openCount, findingsCount } = incident;
  return [
    openedAt,
    severity.padEnd(8),
    kind.padEnd(22),
    id.slice(0, ID_SHOWN),
    `${openCount}/${findingsCount} open`,
    `[${printable(describeStatus(incident, nowMs))}]`,
    printable(leadingFinding(incident.findings).summary[lang]),
  ].join("  ");
}

/** Its story: how it stands, what changed, its findings, and who was told. */
export function renderStory(
  incident: Incident,
  { changes, tellings }: IncidentStory,
  { nowMs, lang }: { readonly nowMs: number; readonly lang: "en" | "fr" },
): readonly string[] {
  const { id, kind, severity, parent, findings, findingsCount, openCount } = incident;
  const more = findingsCount - findings.length;
  return [
    `${kind}  ${severity}  ${id}`,
    `  ${describeStatus(incident, nowMs)}`,
    ...(parent ? [`  told by incident ${parent}`] : []),
    "What changed:",
    ...changes.map((change) => {
      const who = change.author === null ? "" : ` by ${change.author}`;
      const reason = change.finding ? sayResolution(change.reason ?? "", lang) : change.reason;
      const why = change.reason === null ? "" : `: ${reason}`;
      const of = change.finding ? `  ${change.finding.slice(0, ID_SHOWN)}` : "";
      return `  ${instantToJson(change.atMs)}  ${change.kind}${who}${why}  (${change.severity})${of}`;
    }),
    `Findings (${openCount} of ${findingsCount} open):`,
    ...findings.map((one) => {
      const state = one.resolvedAt === null ? "open" : "resolved";
      const head = [one.openedAt, one.severity, state, one.kind, one.id.slice(0, ID_SHOWN)];
      return `  ${head.join("  ")}  ${one.summary[lang]}`;
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
    tellings.length === 0 ? "Nobody was told in a message of its own." : "Told:",
    ...tellings.map((one) => `  ${instantToJson(one.createdAtMs)}  ${one.reason}  ${fate(one)}`),
  ].map(printable);
}

function fate({ pager, sentAtMs, givenUpAtMs }: IncidentStory["tellings"][number]): string {
  if (sentAtMs !== null) return `${pager}, sent ${instantToJson(sentAtMs)}`;
  if (givenUpAtMs !== null) return `${pager}, given up ${instantToJson(givenUpAtMs)}`;
  return `${pager}, not sent yet`;
}
