import { sayResolution } from "../../analyzers/decisions/say-decision.ts";
import { sayBytes } from "../../analyzers/wording/say-bytes.ts";
import type { Decision } from "../../schemas/decision.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { printable, renderTable } from "../render-table.ts";
import { nextStep } from "./next-step.ts";
import type { Background, RunBefore } from "./read-background.ts";
import { sayMeasure } from "./say-measure.ts";
import { writeSum } from "./write-sum.ts";

const MEMBERS_SHOWN_MAX = 50;
const DECISIONS_SHOWN_MAX = 50;
const HEAD = ["began", "run", "bytes", "stored", "seconds", "found"];

/** All that a person needs to judge a finding again, for a terminal. */
export function renderExplanation(finding: Finding, background: Background): string {
  const { events, runs, members, membersCount, decisions, decisionsCount } = background;
  const sections = [
    ["What to do:", listNext(finding)],
    ["What decided it:", listEvidence(finding)],
    ["The sum:", listSum(finding)],
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

function listSum(finding: Finding): readonly string[] {
  const { lines, none } = writeSum(finding);
  return none ? [none.en, none.fr] : lines;
}

function listNext(finding: Finding): readonly string[] {
  const { step, docs } = nextStep(finding);
  return [step.en, step.fr, `More: ${docs}`];
}

function listEvidence({ evidence }: Finding): readonly string[] {
  const fields = flatten(evidence);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(
    ([name, value, unit]) =>
      `${name.padEnd(width)}  ${JSON.stringify(value)}${sayUnit(unit, value)}`,
  );
}

type Evidence = Finding["evidence"];
/** The last is the name that ends in its unit. */
type Field = readonly [name: string, value: Evidence[string], unit: string];

/** What holds others is said by their names: `primary.sizeBytes`; some have its unit. */
function flatten(evidence: Evidence): readonly Field[] {
  return Object.entries(evidence).flatMap(([name, value]): readonly Field[] => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return [[name, value, name]];
    return flatten(value).map(([inner, one, unit]): Field => {
      const own = UNIT.test(name) ? name : unit;
      return [`${name}.${inner}`, one, own];
    });
  });
}

const UNIT = /Ms$|seconds$|bytes$/i;

/** What a person reads at once, where the value itself is a bare number. */
function sayUnit(name: string, value: Evidence[string]): string {
  if (typeof value === "number" && /Ms$|seconds$/i.test(name))
    return ` (${sayMeasure(name, value)})`;
  const isSize = /bytes$/i.test(name) && value !== null && Number.isFinite(Number(value));
  return isSize ? ` (${sayBytes(Number(value)).en})` : "";
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
