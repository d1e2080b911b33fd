import { expect, test } from "vitest";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aProof, backup, DAY, tellProofs } from "./tell-proofs.ts";
import { hour, instant, readDecision, readPolicy, speakOf } from "./tell-story.ts";

const { removed } = speakOf(VISITOR_DB);
const WEEKLY = { verification: { every: "7d", level: "right" } };

test("a series that is never proven is overdue, counted from its first copy", () => {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.until(2 + 7 * DAY);
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(2 + 7 * DAY + 13);
  expect(story.find("proof-overdue")).toMatchObject([
    {
      severity: "warning",
      series: VISITOR_DB,
      evidence: { level: "right", lastProof: null, firstCopyAt: instant(2) },
    },
  ]);
  story.prove(8 * DAY, aProof("n1", 8 * DAY));
  expect(story.find("proof-overdue")[0]?.resolution).toMatch(/^proven by /);
});

test("a proof at a lower level, and one that concludes nothing, is none that was promised", () => {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6, { level: "whole", wanted: "whole" }));
  story.prove(7, aProof("n1", 7, { outcome: "unproven", level: "sound" }));
  story.until(2 + 7 * DAY + 13);
  expect(story.isOpen("proof-overdue")).toBe(true);
});

test("proofs in their period are never overdue, and one that stops is, again and again", () => {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  for (const day of [0, 7, 14]) story.prove(day * DAY + 6, aProof("n1", day * DAY + 6));
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(22 * DAY);
  story.prove(22 * DAY + 1, aProof("n1", 22 * DAY + 1));
  story.until(30 * DAY);
  expect(story.find("proof-overdue")).toHaveLength(2);
});

test("a failure is told first: the next day may prove another backup", () => {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6));
  const failedAt = 7 * DAY + 6;
  story.prove(failedAt, aProof("n1", failedAt, { outcome: "failed" }));
  story.until(failedAt + 35);
  expect(story.find("proof-overdue")).toEqual([]);
  // Failing on does not put it off.
  story.prove(failedAt + 35.5, aProof("n1", failedAt + 35.5, { outcome: "failed" }));
  story.until(failedAt + 37);
  expect(story.find("proof-overdue")).toMatchObject([
    { evidence: { failedSince: instant(failedAt) } },
  ]);
});

test.each([
  ["paused", { kind: "pause", until: instant(30 * DAY) }],
  ["retired", { kind: "retire" }],
] as const)("a %s series is owed no proof", (_case, decided) => {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.decide(10, readDecision(10, { about: { series: VISITOR_DB }, ...decided }));
  story.until(29 * DAY);
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(32 * DAY);
  expect(story.isOpen("proof-overdue")).toBe(decided.kind === "pause");
});

test("it waits for the end of a maintenance window", () => {
  const dates = ["2026-11-27", "2026-11-28"];
  const story = tellProofs({ ...WEEKLY, maintenance: [{ dates, zone: "UTC", reason: "move" }] });
  story.at(2, ...backup("n1", 2));
  story.until(9 * DAY - 1);
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(9 * DAY + 2);
  expect(story.find("proof-overdue")).toHaveLength(1);
});

test("a promise that was made later counts from then", () => {
  const story = tellProofs(WEEKLY, { verificationsSinceMs: new Map([["daily", hour(20 * DAY)]]) });
  story.at(2, ...backup("n1", 2));
  story.until(27 * DAY);
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(28 * DAY);
  expect(story.find("proof-overdue")).toHaveLength(1);
});

test("nothing is overdue where proofs are not heard of, as in a backtest over events", async () => {
  const events = [1, 2, 3, 4].flatMap((night) => backup(`n${night}`, night * DAY));
  const policies = [readPolicy(WEEKLY)];
  const findings = await runBacktest({ events, policies, untilMs: hour(60 * DAY) });
  expect(findings.filter(({ kind }) => kind === "proof-overdue")).toEqual([]);
});

test("a restore slower than the RTO is a breach until a later one is within it", () => {
  const story = tellProofs({ objectives: { rto: "4h" } });
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6, { restoreSeconds: 4 * 3_600 }));
  expect(story.find("rto-breach")).toEqual([]);
  story.prove(7, aProof("n1", 7, { restoreSeconds: 5 * 3_600 }));
  story.prove(8, aProof("n1", 8, { restoreSeconds: 6 * 3_600 }));
  story.prove(9, aProof("n1", 9, { restoreSeconds: null }));
  expect(story.find("rto-breach")).toMatchObject([
    {
      severity: "warning",
      resolvedAt: null,
      evidence: { rtoMs: 4 * 3_600_000, restoreMs: 6 * 3_600_000 },
      summary: { en: expect.stringContaining("took 6 h to restore") },
    },
  ]);
  story.prove(7.5, aProof("n1", 7.5, { restoreSeconds: 1 }));
  expect(story.isOpen("rto-breach")).toBe(true);
  story.prove(10, aProof("n1", 10, { restoreSeconds: 60 }));
  expect(story.find("rto-breach")[0]?.resolution).toMatch(/^restored within its RTO/);
});

const KEPT = { ...WEEKLY, retention: { keep: "14d", purgeWithin: "2d" } };

test("the last proven copy is told before it may be purged, with the instants", () => {
  const story = tellProofs(KEPT);
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6));
  story.at(10 * DAY, ...backup("n2", 10 * DAY));
  story.until(11 * DAY + 1);
  expect(story.find("last-proof-expiring")).toEqual([]);
  story.until(11 * DAY + 3);
  expect(story.find("last-proof-expiring")).toMatchObject([
    {
      severity: "critical",
      runId: "n1",
      evidence: { keptUntil: instant(14 * DAY + 2), purgeBy: instant(16 * DAY + 2) },
    },
  ]);
  story.at(14 * DAY + 4, removed("n1", "primary", 14 * DAY + 3));
  expect(story.find("last-proof-expiring")).toMatchObject([
    { version: 2, evidence: { removedAt: instant(14 * DAY + 3) } },
  ]);
  story.prove(14 * DAY + 6, aProof("n2", 14 * DAY + 6));
  expect(story.find("last-proof-expiring")[0]?.resolution).toMatch(/^proven by /);
});

test("a copy proven as often as it is promised is never the last", () => {
  const story = tellProofs({ ...KEPT, verification: { every: "14d", level: "right" } });
  for (const fortnight of [0, 14, 28, 42]) {
    story.at(fortnight * DAY + 2, ...backup(`n${fortnight}`, fortnight * DAY + 2));
    story.prove(fortnight * DAY + 6, aProof(`n${fortnight}`, fortnight * DAY + 6));
  }
  expect(story.find("last-proof-expiring")).toEqual([]);
  story.until(58 * DAY);
  expect(story.find("last-proof-expiring")).toHaveLength(1);
});

test("a proof that failed since makes the one before it the last", () => {
  const story = tellProofs(KEPT);
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6));
  story.at(8 * DAY, ...backup("n2", 8 * DAY));
  story.prove(8 * DAY + 1, aProof("n2", 8 * DAY + 1));
  story.prove(8 * DAY + 2, aProof("n2", 8 * DAY + 2, { outcome: "failed" }));
  story.until(12 * DAY);
  expect(story.find("last-proof-expiring")).toMatchObject([{ runId: "n1" }]);
});
