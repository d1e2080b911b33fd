import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { applyAct } from "../../alerts/apply-act.ts";
import { applyFinding, type FindingChange, openIncident } from "../../alerts/apply-finding.ts";
import { CHANGE_KINDS } from "../../alerts/change-kinds.ts";
import type { IncidentState, Step } from "../../alerts/incident-state.ts";
import type { Severity } from "../../schemas/finding.ts";
import { aFinding } from "./a-finding.ts";

const MINUTE_MS = 60_000;
const OPENED_MS = Date.parse("2026-11-17T06:00:00Z");

type Move = (before: IncidentState) => Step;

/** Minute 0 opened a warning, and another joined; what follows is at minute 10 where not said. */
const opened = start();
const said = { id: "e7c0a3f2-5d2a-4d0e-9d7e-0a5f3f6b1c11", author: "Ada", reason: "on it" };
const onIt = { ...said, incident: opened.incident.id };

const acknowledge: Move = (before) => {
  const time = before.resolvedAtMs ?? OPENED_MS + 5 * MINUTE_MS;
  return applyAct(before, { ...onIt, kind: "acknowledge", time });
};
const early: Move = (before) =>
  applyAct(before, { ...onIt, kind: "acknowledge", time: OPENED_MS - MINUTE_MS });
const assign: Move = (before) =>
  applyAct(before, { ...onIt, kind: "assign", time: OPENED_MS, to: "Bo" });
const comment: Move = (before) => applyAct(before, { ...onIt, kind: "comment", time: OPENED_MS });

const join =
  (severity: Severity, minute: number, joinedBy: FindingChange["joinedBy"] = "parent"): Move =>
  (before) =>
    applyFinding(before, { ...openedAt(minute, severity), joinedBy, known: null, memberOf: null });

const comesBack = join("warning", 12, "return");
const easeTo: Move = (before) => resolve("critical", join("critical", 6)(before).incident);
const last: Move = (before) => resolve("warning", resolve("warning", before).incident);

const STATES = {
  open: () => opened.incident,
  acknowledged: () => acknowledge(opened.incident).incident,
  resolved: () => last(opened.incident).incident,
} as const;

type From = keyof typeof STATES;
const TABLE: readonly (readonly [from: From, what: string, move: Move])[] = [
  ["open", "one joins that is no worse", join("warning", 10, "cause")],
  ["open", "one joins that is worse, or one gets worse", join("critical", 10, "cause")],
  ["open", "the worst resolves, others stay", easeTo],
  ["open", "the last resolves", last],
  ["open", "acknowledge", acknowledge],
  ["open", "assign", assign],
  ["open", "comment", comment],
  ["open", "an acknowledgement of before it last asked", early],
  ["acknowledged", "one joins its parent within 15 minutes of the opening", join("warning", 10)],
  ["acknowledged", "one joins its parent later", join("warning", 16)],
  ["acknowledged", "one joins that is worse, or one gets worse", join("critical", 10)],
  ["acknowledged", "one comes back within an hour, others stayed", comesBack],
  ["acknowledged", "the worst resolves, others stay", easedAgain],
  ["acknowledged", "the last resolves", last],
  ["resolved", "one comes back within an hour", join("warning", 40, "return")],
  ["resolved", "one takes over at that very instant", join("critical", 10, "slot")],
  ["resolved", "acknowledge", acknowledge],
];

test("the table of transitions in the docs is what the code does", () => {
  const rows = TABLE.map(([from, what, move]) => {
    const { incident, changes } = move(STATES[from]());
    return `| ${from} | ${what} | ${incident.status} | ${changes.at(-1)?.kind ?? "-"} |`;
  });
  const first = `| none | a finding opens | ${opened.incident.status} | ${opened.changes[0]?.kind} |`;
  const docs = readFileSync(new URL("../../docs/incidents.md", import.meta.url), "utf8");
  const table = docs.split("\n").filter((line) => /^\| (none|open|ack|resolved)/.test(line));
  expect(table).toEqual([first, ...rows]);
});

test("the table of transitions has every kind of change", () => {
  const kinds = TABLE.map(([from, , move]) => move(STATES[from]()).changes.at(-1)?.kind);
  expect(new Set([...kinds, "opened"])).toEqual(new Set([...CHANGE_KINDS, undefined]));
});

test("whatever is said of an incident, in whichever order, it ends the same", () => {
  const moves = [acknowledge, assign, join("critical", 10), comesBack, early];
  const ends = permutations(moves).map((order) =>
    order.reduce((state, move) => move(state).incident, opened.incident),
  );
  for (const end of ends) expect(end).toEqual(ends[0]);
});

function start(): Step {
  const change = { ...openedAt(0, "warning"), memberOf: null };
  const { incident, changes } = openIncident(change, { id: "0".repeat(32), cause: null });
  const second = { ...openedAt(0, "warning"), joinedBy: "cause", known: null } as const;
  return { incident: applyFinding(incident, { ...second, memberOf: null }).incident, changes };
}

function openedAt(minute: number, severity: Severity) {
  const atMs = OPENED_MS + minute * MINUTE_MS;
  return { atMs, finding: aFinding({ severity, openedAt: new Date(atMs).toISOString() }) };
}

/** One open finding of a severity, at minute 10. */
function resolve(severity: Severity, before: IncidentState): Step {
  const atMs = OPENED_MS + 10 * MINUTE_MS;
  const resolvedAt = new Date(atMs).toISOString();
  const finding = { ...aFinding({ severity, resolvedAt }), version: 2 };
  const known = { version: 1, severity, isOpen: true, memberOf: null };
  return applyFinding(before, { finding, atMs, known, joinedBy: null, memberOf: null });
}

/** Acknowledged once more after it got worse. */
function easedAgain(before: IncidentState): Step {
  const worse = join("critical", 6)(before).incident;
  const time = OPENED_MS + 7 * MINUTE_MS;
  return resolve("critical", applyAct(worse, { ...onIt, kind: "acknowledge", time }).incident);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]),
  );
}
