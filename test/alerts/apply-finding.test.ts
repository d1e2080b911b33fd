import { expect, test } from "vitest";
import { applyFinding } from "../../alerts/apply-finding.ts";
import { identifyIncident } from "../../alerts/identify-incident.ts";
import type { Incident } from "../../alerts/incident.ts";
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
    story: "an older version changes nothing",
    findings: [{ ...missing, version: 3 }, resolvedOf(missing)],
    want: { status: "open" },
  },
];

test.each(table)("applyFinding(): $story", ({ findings, want }) => {
  const incident = findings.reduce<Incident | null>(applyFinding, null);
  expect(incident).toMatchObject(want);
});

test("applyFinding() leaves an incident as it is when a version comes again", () => {
  const before = applyFinding(null, missing);
  expect(applyFinding(before, { ...missing })).toBe(before);
});

test("applyFinding() keeps an acknowledged incident acknowledged until it resolves", () => {
  const acknowledged: Incident = { ...applyFinding(null, late), status: "acknowledged" };
  expect(applyFinding(acknowledged, missing).status).toBe("acknowledged");
  expect(applyFinding(acknowledged, resolvedOf(late)).status).toBe("resolved");
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
