import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { endKnown } from "../../analyzers/driver/unknown-findings.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";

const AT_MS = Date.parse("2026-11-20T07:00:00Z");

function finding(name: string, said: Partial<Finding>): Finding {
  return findingSchema.parse({
    ...{ id: hash("md5", name), version: 1, kind: "missing", severity: "critical", parent: null },
    ...{ series: null, slot: null, runId: null, copy: null, collector: null },
    ...{ openedAt: "2026-11-20T06:00:00Z", evidence: {}, summary: { en: "m", fr: "m" } },
    ...{ resolvedAt: null, resolution: null, ...said },
  });
}

function endOf(findings: readonly Finding[], unknown = findings, isKnown = true) {
  const toldOpen = new Map(findings.map((one) => [one.id, one]));
  const ids = new Set(unknown.map(({ id }) => id));
  return endKnown({ unknown: ids, toldOpen }, () => isKnown, AT_MS);
}

test("endKnown() ends a parent only after its members", () => {
  const parent = finding("parent", {});
  const member = finding("member", { parent: parent.id });
  expect(endOf([parent, member])).toEqual([
    {
      ...member,
      resolvedAt: "2026-11-20T07:00:00Z",
      resolution: "heard of again, and not found since",
    },
  ]);
  expect(endOf([parent]).map(({ id }) => id)).toEqual([parent.id]);
  expect(endOf([parent, member], [parent])).toEqual([]);
});

test("endKnown() leaves open what is not known yet", () => {
  expect(endOf([finding("one", {})], undefined, false)).toEqual([]);
});

test.each([
  ["collector-silent", "another of its kind followed"],
  ["undersized", "not found again when the log was read anew"],
] as const)("endKnown() says of %s that its cause may go on", (kind, resolution) => {
  const one = finding("one", { kind, collector: "eyes" });
  const other = finding("other", { kind, collector: "eyes" });
  expect(endOf([one, other], [one])).toMatchObject([{ id: one.id, resolution }]);
});
