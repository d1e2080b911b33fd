import { expect, test } from "vitest";
import { applyFinding, openIncident } from "../../alerts/apply-finding.ts";
import { identifyIncident } from "../../alerts/identify-incident.ts";
import type { Incident } from "../../alerts/incident.ts";
import { type IncidentState, toIncident } from "../../alerts/incident-state.ts";
import type { Finding } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";

const late = aFinding({ kind: "late", severity: "warning", openedAt: "2026-11-17T01:01:00Z" });
const missing = aFinding();

const table: readonly {
  readonly story: string;
  readonly findings: readonly Finding[];
  readonly want: Partial<Incident>;
}[] = [
  {
    story: "a finding opens an incident",
    findings: [missing],
    want: { status: "open", severity: "critical", kind: "missing", resolvedAt: null },
  },
  {
    story: "a finding that resolves, resolves its incident and keeps its severity",
    findings: [missing, resolvedOf(missing)],
    want: { status: "resolved", severity: "critical", resolvedAt: "2026-11-17T07:30:00Z" },
  },
  {
    story: "late becomes missing, whose opening comes first",
    findings: [late, missing, resolvedOf(late)],
    want: { status: "open", kind: "missing", severity: "critical", openedAt: late.openedAt },
  },
  {
    story: "late becomes missing, whose opening comes last",
    findings: [late, resolvedOf(late), missing],
    want: { status: "open", kind: "missing", severity: "critical", openedAt: late.openedAt },
  },
  {
    story: "an incident of two is resolved with the last of them",
    findings: [late, missing, resolvedOf(late), resolvedOf(missing)],
    want: { status: "resolved", kind: "missing", severity: "critical" },
  },
  {
    story: "a later version may change the severity",
    findings: [late, { ...late, version: 2, severity: "critical" }],
    want: { status: "open", kind: "late", severity: "critical" },
  },
  {
    story: "a finding that was over before it was read",
    findings: [resolvedOf(missing)],
    want: { status: "resolved", openedAt: missing.openedAt, resolvedAt: "2026-11-17T07:30:00Z" },
  },
];

test.each(table)("applyFinding(): $story", ({ findings, want }) => {
  expect(play(findings)).toMatchObject(want);
});

test("identifyIncident() is one for late and missing of a slot, and another for all else", () => {
  const other = { ...VISITOR_DB, asset: "MeetingDb" };
  expect(identifyIncident(late)).toBe(identifyIncident(missing));
  expect(identifyIncident({ ...late, slot: "2026-11-17T01:00:00+01:00" })).toBe(
    identifyIncident(missing),
  );
  expect(identifyIncident(aFinding({ series: other }))).not.toBe(identifyIncident(missing));
  expect(identifyIncident(aFinding({ slot: "2026-11-18T00:00:00Z" }))).not.toBe(
    identifyIncident(missing),
  );
  const failed = aFinding({ kind: "failed" });
  expect(identifyIncident(failed)).toBe(failed.id);
});

/** All of one slot, each version at its own instant. */
function play(findings: readonly Finding[]): Incident {
  const latest = new Map<string, Finding>();
  let state: IncidentState | null = null;
  for (const finding of findings) {
    const before = latest.get(finding.id);
    const atMs = Date.parse(finding.resolvedAt ?? finding.openedAt);
    const known = before && {
      ...{ version: before.version, severity: before.severity, memberOf: null },
      isOpen: before.resolvedAt === null,
    };
    const change = { finding, atMs, memberOf: null, known: known ?? null };
    state = (
      state
        ? applyFinding(state, { ...change, joinedBy: "slot" })
        : openIncident(change, { id: "a", cause: null })
    ).incident;
    latest.set(finding.id, finding);
  }
  if (!state) throw new Error("a story has findings");
  return toIncident(
    state,
    [...latest.values()].sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1)),
  );
}
