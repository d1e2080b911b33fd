import { expect, test } from "vitest";
import { decideTelling, type Told } from "../../alerts/decide-telling.ts";
import type { Incident } from "../../alerts/incident.ts";
import type { Severity } from "../../schemas/finding.ts";

type Row = readonly [
  status: Incident["status"],
  severity: Severity,
  told: Told | null,
  want: ReturnType<typeof decideTelling>,
];

const openedAs = (severity: Severity): Told => ({ reason: "opened", severity });
const escalatedTo = (severity: Severity): Told => ({ reason: "escalated", severity });
const resolvedAs = (severity: Severity): Told => ({ reason: "resolved", severity });

/** A pager that wants critical and warning. */
const table: readonly Row[] = [
  ["open", "critical", null, "opened"],
  ["open", "warning", null, "opened"],
  ["open", "info", null, "none"],
  ["open", "critical", openedAs("critical"), "none"],
  ["open", "critical", openedAs("warning"), "escalated"],
  ["open", "critical", escalatedTo("critical"), "none"],
  ["open", "warning", openedAs("critical"), "none"],
  ["open", "warning", openedAs("info"), "escalated"],
  ["open", "info", openedAs("warning"), "none"],
  ["open", "critical", resolvedAs("critical"), "opened"],
  ["open", "info", resolvedAs("critical"), "none"],
  ["acknowledged", "critical", openedAs("warning"), "escalated"],
  ["acknowledged", "critical", openedAs("critical"), "none"],
  ["resolved", "critical", null, "none"],
  ["resolved", "critical", openedAs("critical"), "resolved"],
  ["resolved", "critical", escalatedTo("critical"), "resolved"],
  ["resolved", "info", openedAs("warning"), "resolved"],
  ["resolved", "critical", resolvedAs("critical"), "none"],
];

test.each(table)("decideTelling() of %s, %s, told %o: %s", (status, severity, told, want) => {
  const incident = { status, severity, hasParent: false };
  expect(decideTelling(incident, told, ["critical", "warning"])).toBe(want);
});

test.each([
  ["open", null, "none"],
  ["open", openedAs("warning"), "none"],
  ["resolved", null, "none"],
  ["resolved", openedAs("warning"), "resolved"],
] as const)("decideTelling() of what has a parent: %s, told %o: %s", (status, told, want) => {
  const incident = { status, severity: "critical", hasParent: true } as const;
  expect(decideTelling(incident, told, ["critical"])).toBe(want);
});
