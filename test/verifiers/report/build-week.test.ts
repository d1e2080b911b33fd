import { expect, test } from "vitest";
import { seriesId } from "../../../schemas/series.ts";
import { buildWeek } from "../../../verifiers/report/build-week.ts";
import { judgeStanding } from "../../../verifiers/report/judge-standing.ts";
import { weekReportSchema } from "../../../verifiers/report/week-report.ts";
import { ARCHIVE, aProof, aReport, aWeek, MEETING, POLICIES, VISITOR, WEEK } from "./a-week.ts";

const DAY_MS = 86_400_000;
const of = (report: ReturnType<typeof aReport>, series: typeof VISITOR) =>
  report.series.find(({ id }) => id === seriesId(series));

test("the report says of each series what was expected, made, late, missing and awaited", () => {
  const report = aReport();
  expect(of(report, VISITOR)?.slots).toEqual({
    expected: 7,
    made: 7,
    late: 1,
    missing: 0,
    awaited: 0,
  });
  expect(of(report, MEETING)?.slots).toEqual({
    expected: 7,
    made: 6,
    late: 0,
    missing: 1,
    awaited: 0,
  });
  expect(of(report, ARCHIVE)?.slots).toBeNull();
});

test("the report says how the proofs of each series stand", () => {
  const standings = aReport().series.map(({ series, standing }) => [series.asset, standing]);
  expect(Object.fromEntries(standings)).toEqual({
    VisitorDb: "proven",
    MeetingDb: "failed",
    DesksDb: "overdue",
    ArchiveDb: "no-policy",
  });
});

test("the report says which backups lack a copy, and which have all in one vault", () => {
  expect(of(aReport(), MEETING)?.copies).toMatchObject({
    complete: 5,
    incomplete: [{ runId: "MeetingDb-3", missing: ["duplicate"] }],
  });
  const data = aWeek();
  const together = data.copies.map((copy) => ({ ...copy, vault: "dc1" }));
  const report = aReport({ ...data, copies: together });
  expect(of(report, VISITOR)?.copies).toMatchObject({ complete: 0 });
  expect(of(report, VISITOR)?.copies.incomplete[0]?.missing).toEqual(["second-vault"]);
});

test("the report carries the numbers of each proof", () => {
  const proof = aReport().proofs.find(({ outcome }) => outcome === "proven");
  expect(proof).toMatchObject({
    rows: 13_023,
    tables: 2,
    newestRowAt: "2026-11-13T00:58:00+01:00",
    restoreSeconds: 2.41,
    rtoSeconds: 14_400,
    finishedAt: "2026-11-13T06:00:04+01:00",
  });
});

test("the report tells findings that opened, that resolved and that are still open", () => {
  const { findings } = aReport();
  const kinds = (list: readonly { readonly kind: string }[]) => list.map(({ kind }) => kind);
  expect(kinds(findings.opened)).toEqual(["late", "missing"]);
  expect(kinds(findings.resolved)).toEqual(["late"]);
  expect(kinds(findings.open)).toEqual(["missing"]);
});

test("a finding that resolved after the week is open in its report, whenever that is made", () => {
  const data = aWeek();
  const later = new Date(WEEK.untilMs + DAY_MS).toISOString();
  const findings = data.findings.map((finding) => ({ ...finding, resolvedAt: later }));
  const report = aReport({ ...data, findings });
  expect(report.findings.open.map(({ resolvedAt }) => resolvedAt)).toEqual([null, null]);
  expect(report.findings.resolved).toEqual([]);
});

test("the report of a week under way says what was known by then", () => {
  const asOfMs = WEEK.fromMs + 2 * DAY_MS;
  const report = buildWeek(aWeek(), {
    week: WEEK,
    asOfMs,
    zone: "Europe/Paris",
    lang: "en",
    policies: POLICIES,
  });
  expect(report.asOf).toBe("2026-11-11T00:00:00+01:00");
  expect(of(report, MEETING)?.slots).toMatchObject({ expected: 2, made: 2, missing: 0 });
});

test("the same data in another order give the same report", () => {
  const data = aWeek();
  const turned = {
    ...data,
    series: data.series.toReversed(),
    runs: data.runs.toReversed(),
    copies: data.copies.toReversed(),
    proofs: data.proofs.toReversed(),
    chains: data.chains.toReversed(),
    findings: data.findings.toReversed(),
  };
  expect(aReport(turned)).toEqual(aReport(data));
});

test("the report is what its schema says", () => {
  expect(weekReportSchema.parse(aReport())).toEqual(aReport());
});

test("what a check observed is cut where it is long", () => {
  const [check] = aProof(VISITOR).checks;
  const checks = check ? [{ ...check, observed: { text: "x".repeat(9_999) } }] : [];
  const report = aReport({ ...aWeek(), proofs: [aProof(VISITOR, { checks })] });
  expect(report.proofs[0]?.checks[0]?.observed).toHaveLength(241);
});

const [policy] = POLICIES;
const { verification: _none, ...unverified } = POLICIES[0] ?? {};
const chain = {
  seriesId: "a",
  proofs: 1,
  head: "f".repeat(64),
  lastOutcome: "proven" as const,
  lastProven: { atMs: 0, level: "right" as const },
};

test.each([
  ["no-policy", null, chain, 0],
  ["not-asked", unverified, null, 0],
  ["never-proven", policy, null, 0],
  ["never-proven", policy, { ...chain, lastOutcome: "unproven", lastProven: null }, 0],
  ["failed", policy, { ...chain, lastOutcome: "failed" }, 0],
  ["proven", policy, chain, 7 * DAY_MS],
  ["proven", policy, { ...chain, lastOutcome: "unproven" }, DAY_MS],
  ["overdue", policy, chain, 7 * DAY_MS + 1],
])("judgeStanding() says %s", (standing, ...given) => {
  expect(judgeStanding(...(given as Parameters<typeof judgeStanding>))).toBe(standing);
});
