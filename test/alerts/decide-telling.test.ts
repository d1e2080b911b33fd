import { expect, test } from "vitest";
import { type Concern, decideTelling, type Told } from "../../alerts/decide-telling.ts";
import type { Severity } from "../../schemas/finding.ts";

const HOUR_MS = 3_600_000;
const NOW = { nowMs: 4 * HOUR_MS, remindMs: 4 * HOUR_MS };

type Row = readonly [Partial<Concern>, Partial<Told> | null, ReturnType<typeof decideTelling>];

const open = (severity: Severity | null, more: Partial<Concern> = {}): Partial<Concern> => {
  return { status: "open", severity, ...more };
};
const told = (severity: Severity, more: Partial<Told> = {}): Partial<Told> => ({
  severity,
  ...more,
});

const table: readonly Row[] = [
  [open("critical"), null, "opened"],
  [open("warning"), null, "opened"],
  [open(null), null, "none"],
  [open("critical"), told("critical"), "none"],
  [open("critical"), told("warning"), "escalated"],
  [open("warning"), told("critical"), "none"],
  [open(null), told("critical"), "none"],
  [open("critical"), told("critical", { status: "resolved" }), "opened"],
  [open("critical", { findings: ["a", "b"] }), told("critical"), "joined"],
  [open("critical", { findings: ["b"] }), told("critical"), "joined"],
  [open("critical"), told("critical", { findings: ["b", "a"] }), "none"],
  [open("critical", { findings: ["a", "b"] }), told("warning"), "escalated"],
  [open("critical"), told("critical", { atMs: 0 }), "reminded"],
  [open("critical", { findings: ["a", "b"] }), told("critical", { atMs: 0 }), "reminded"],
  [open("critical"), told("critical", { atMs: 1 }), "none"],
  [open("warning"), told("warning", { atMs: 0 }), "none"],
  [open("critical"), told("critical", { atMs: 0, inSummary: true }), "reminded"],
  [{ status: "acknowledged", severity: "critical" }, told("critical", { atMs: 0 }), "acknowledged"],
  [{ status: "acknowledged", severity: null }, told("critical"), "acknowledged"],
  [{ status: "acknowledged" }, told("critical", { status: "acknowledged", atMs: 0 }), "none"],
  [{ status: "acknowledged" }, told("critical", { inSummary: true }), "none"],
  [{ status: "acknowledged", severity: "critical" }, told("warning"), "escalated"],
  [{ status: "resolved" }, null, "none"],
  [{ status: "resolved" }, told("critical"), "resolved"],
  [{ status: "resolved" }, told("critical", { status: "acknowledged" }), "resolved"],
  [{ status: "resolved" }, told("critical", { status: "resolved" }), "none"],
  [{ status: "resolved" }, told("critical", { inSummary: true }), "none"],
];

test.each(table)("decideTelling() of %o, told %o: %s", (concern, before, want) => {
  const all = {
    status: "open",
    severity: "critical",
    findings: ["a"],
    flapsUntilMs: null,
  } as const;
  const known = { status: "open", severity: "critical", findings: ["a"], joined: false } as const;
  const last = before && { ...known, inSummary: false, atMs: NOW.nowMs, ...before };
  expect(decideTelling({ ...all, ...concern }, last, NOW)).toBe(want);
});

test("decideTelling() reminds nobody where the route says never", () => {
  const concern = {
    status: "open",
    severity: "critical",
    findings: ["a"],
    flapsUntilMs: null,
  } as const;
  const before = { status: "open", severity: "critical", findings: ["a"], joined: false } as const;
  const known = { ...before, inSummary: false, atMs: 0 };
  expect(decideTelling(concern, known, { ...NOW, remindMs: null })).toBe("none");
  expect(decideTelling(concern, known, NOW)).toBe("reminded");
});
