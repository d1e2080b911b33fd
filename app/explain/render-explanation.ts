import { sayResolution } from "../../analyzers/decisions/say-decision.ts";
import type { Decision } from "../../schemas/decision.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { printable, renderTable } from "../render-table.ts";
import type { Background, RunBefore } from "./read-background.ts";
import { writeSum } from "./write-sum.ts";

const MEMBERS_SHOWN_MAX = 50;
const DECISIONS_SHOWN_MAX = 50;
const HEAD = ["began", "run", "bytes", "stored", "seconds", "found"];

/** All that a person needs to judge a finding again, for a terminal. */
export function renderExplanation(finding: Finding, background: Background): string {
  const { events, runs, members, membersCount, decisions, decisionsCount } = background;
  const sections = [
    ["What decided it:", listEvidence(finding)],
    ["The sum:", writeSum(finding)],
    [`Runs before it, the latest first (${runs.length}):`, listRuns(runs)],
    [`Members (${membersCount}):`, listMembers(members, membersCount)],
    [`What people decided (${decisionsCount}):`, listDecisions(decisions, decisionsCount)],
    [`Events behind it (${events.length}):`, events.map((event) => JSON.stringify(event))],
  ] as const;
  const told = sections.flatMap(([title, lines]) =>
    lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${printable(line)}`)],
  );
  return [...head(finding), ...told].join("\n");
}

function head(finding: Finding): readonly string[] {
  const { id, kind, severity, parent, openedAt, resolvedAt, resolution, summary } = finding;
  return [
    `${kind} (${severity})  ${id}`,
    printable(summary.en),
    printable(summary.fr),
    "",
    `opened    ${openedAt}`,
    ...(parent ? [`parent    ${parent}`] : []),
    `resolved  ${resolvedAt ? `${resolvedAt}, ${printable(resolution ?? "")}` : "not yet"}`,
  ];
}

function listEvidence({ evidence }: Finding): readonly string[] {
  const width = Math.max(0, ...Object.keys(evidence).map((name) => name.length));
  return Object.entries(evidence).map(
    ([name, value]) => `${name.padEnd(width)}  ${JSON.stringify(value)}`,
  );
}

function listMembers(members: readonly Finding[], count: number): readonly string[] {
  const others = count - MEMBERS_SHOWN_MAX;
  const shown = members.slice(0, MEMBERS_SHOWN_MAX).map(({ id, resolvedAt, summary }) => {
    const state = (resolvedAt ? "resolved" : "open").padEnd(8);
    return `${id.slice(0, 8)}  ${state}  ${summary.en}`;
  });
  return others > 0 ? [...shown, `and ${others} others`] : shown;
}

function listDecisions(decisions: readonly Decision[], count: number): readonly string[] {
  const others = count - DECISIONS_SHOWN_MAX;
  const shown = decisions
    .slice(0, DECISIONS_SHOWN_MAX)
    .map((one) => `${instantToJson(one.time)} ${sayResolution(one)}`);
  return others > 0 ? [...shown, `and ${others} before`] : shown;
}

function listRuns(runs: readonly RunBefore[]): readonly string[] {
  if (runs.length === 0) return [];
  return renderTable(HEAD, runs.map(toCells)).split("\n");
}

function toCells({ startedAt, runId, sizeBytes, storedBytes, seconds, found }: RunBefore) {
  const sizes = [sizeBytes, storedBytes].map((bytes) => (bytes === null ? "" : String(bytes)));
  return [instantToJson(startedAt), runId, ...sizes, String(seconds), found.join(", ")];
}
