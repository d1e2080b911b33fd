import { expect, test } from "vitest";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import type { Decision } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { NO_PROOF_BEFORE } from "../../verifiers/proof/seal-proof.ts";
import { makeProof } from "../verifiers/make-proof.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, instant, readDecision, readPolicy, speakOf } from "./tell-story.ts";

const { succeeded, observed, removed } = speakOf(VISITOR_DB);
const VAULTS = ["primary-vault", "duplicate-vault"];
const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults: VAULTS });
const WEEKLY = { verification: { every: "7d", level: "right" } };
const DAY = 24;

let serial = 0;
function proof(runId: string, at: number, more: Partial<Proof> = {}): Proof {
  serial += 1;
  const role = more.copy?.role ?? "primary";
  const vault = `${role}-vault`;
  const failed = more.outcome === "failed";
  const made = makeProof(runId);
  return proofSchema.parse({
    ...made,
    id: serial.toString(16).padStart(32, "0"),
    series: VISITOR_DB,
    runId,
    copy: { ...made.copy, role, vault, uri: `file:///${role}/${runId}` },
    ...{ startedAt: instant(at), finishedAt: instant(at) },
    ...(failed && { level: null, failure: "copy-damaged", restoreSeconds: null }),
    ...{ previous: NO_PROOF_BEFORE, hash: "0".repeat(64), key: "0".repeat(64), signature: "" },
    ...more,
    ...(more.copy && { copy: { ...made.copy, role, vault, uri: `file:///${role}/${runId}` } }),
    ...(failed && {
      checks: [{ ...made.checks[0], verdict: "fail", level: "sound", ...more.checks?.[0] }],
    }),
  });
}
const DUPLICATE = { copy: { ...makeProof("1").copy, role: "duplicate" } } as const;

/** A story that hears proofs too, as the live analysis does. */
function tell(policy: object, since: { readonly verificationsSinceMs?: Map<string, number> } = {}) {
  const policies = [readPolicy(policy)];
  const detection = createDetection({ policies, hearsProofs: true, ...since });
  const findings = new Map<string, Finding>();
  const note = (changes: readonly Finding[]) => {
    for (const finding of changes) findings.set(finding.id, findingSchema.parse(finding));
  };
  const until = (at: number) => note(advanceThrough(detection, hour(at)));
  return {
    until,
    at: (at: number, ...events: readonly VigieEvent[]) => {
      until(at);
      for (const event of events) note(detection.accept(event, hour(at)));
    },
    prove: (at: number, ...proofs: readonly Proof[]) => {
      until(at);
      for (const one of proofs) note(detection.acceptProof(one, hour(at)));
    },
    decide: (at: number, decision: Decision) => {
      until(at);
      note(detection.acceptDecision(decision, hour(at)));
    },
    find: (kind: string) => [...findings.values()].filter((finding) => finding.kind === kind),
    isOpen: (kind: string) =>
      [...findings.values()].some((one) => one.kind === kind && one.resolvedAt === null),
  };
}

/** A run that ended at so many hours, with a copy in both vaults. */
const backup = (runId: string, at: number) => [
  succeeded(runId, [at - 1, at]),
  observed(runId, "primary", at),
  observed(runId, "duplicate", at),
];

test("a series that is never proven is overdue, counted from its first copy", () => {
  const story = tell(WEEKLY);
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
  story.prove(8 * DAY, proof("n1", 8 * DAY));
  expect(story.find("proof-overdue")[0]?.resolution).toMatch(/^proven by /);
});

test("a proof at a lower level, and one that concludes nothing, is none that was promised", () => {
  const story = tell(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.prove(6, proof("n1", 6, { level: "whole", wanted: "whole" }));
  story.prove(7, proof("n1", 7, { outcome: "unproven", level: "sound" }));
  story.until(2 + 7 * DAY + 13);
  expect(story.isOpen("proof-overdue")).toBe(true);
});

test("proofs in their period are never overdue, and one that stops is, again and again", () => {
  const story = tell(WEEKLY);
  story.at(2, ...backup("n1", 2));
  for (const day of [0, 7, 14]) story.prove(day * DAY + 6, proof("n1", day * DAY + 6));
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(22 * DAY);
  story.prove(22 * DAY + 1, proof("n1", 22 * DAY + 1));
  story.until(30 * DAY);
  expect(story.find("proof-overdue")).toHaveLength(2);
});

test("a failure is told first: the next day may prove another backup", () => {
  const story = tell(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.prove(6, proof("n1", 6));
  const failedAt = 7 * DAY + 6;
  story.prove(failedAt, proof("n1", failedAt, { outcome: "failed" }));
  story.until(failedAt + 35);
  expect(story.find("proof-overdue")).toEqual([]);
  // Failing on does not put it off.
  story.prove(failedAt + 35.5, proof("n1", failedAt + 35.5, { outcome: "failed" }));
  story.until(failedAt + 37);
  expect(story.find("proof-overdue")).toMatchObject([
    { evidence: { failedSince: instant(failedAt) } },
  ]);
});

test.each([
  ["paused", { kind: "pause", until: instant(30 * DAY) }],
  ["retired", { kind: "retire" }],
] as const)("a %s series is owed no proof", (_case, decided) => {
  const story = tell(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.decide(10, readDecision(10, { about: { series: VISITOR_DB }, ...decided }));
  story.until(29 * DAY);
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(32 * DAY);
  expect(story.isOpen("proof-overdue")).toBe(decided.kind === "pause");
});

test("it waits for the end of a maintenance window", () => {
  const dates = ["2026-11-27", "2026-11-28"];
  const story = tell({ ...WEEKLY, maintenance: [{ dates, zone: "UTC", reason: "move" }] });
  story.at(2, ...backup("n1", 2));
  story.until(9 * DAY - 1);
  expect(story.find("proof-overdue")).toEqual([]);
  story.until(9 * DAY + 2);
  expect(story.find("proof-overdue")).toHaveLength(1);
});

test("a promise that was made later counts from then", () => {
  const story = tell(WEEKLY, { verificationsSinceMs: new Map([["daily", hour(20 * DAY)]]) });
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
  const story = tell({ objectives: { rto: "4h" } });
  story.at(2, ...backup("n1", 2));
  story.prove(6, proof("n1", 6, { restoreSeconds: 4 * 3_600 }));
  expect(story.find("rto-breach")).toEqual([]);
  story.prove(7, proof("n1", 7, { restoreSeconds: 5 * 3_600 }));
  story.prove(8, proof("n1", 8, { restoreSeconds: 6 * 3_600 }));
  story.prove(9, proof("n1", 9, { restoreSeconds: null }));
  expect(story.find("rto-breach")).toMatchObject([
    {
      severity: "warning",
      resolvedAt: null,
      evidence: { rtoMs: 4 * 3_600_000, restoreMs: 6 * 3_600_000 },
      summary: { en: expect.stringContaining("took 6 h to restore") },
    },
  ]);
  story.prove(7.5, proof("n1", 7.5, { restoreSeconds: 1 }));
  expect(story.isOpen("rto-breach")).toBe(true);
  story.prove(10, proof("n1", 10, { restoreSeconds: 60 }));
  expect(story.find("rto-breach")[0]?.resolution).toMatch(/^restored within its RTO/);
});

const KEPT = { ...WEEKLY, retention: { keep: "14d", purgeWithin: "2d" } };

test("the last proven copy is told before it may be purged, with the instants", () => {
  const story = tell(KEPT);
  story.at(2, ...backup("n1", 2));
  story.prove(6, proof("n1", 6));
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
  story.prove(14 * DAY + 6, proof("n2", 14 * DAY + 6));
  expect(story.find("last-proof-expiring")[0]?.resolution).toMatch(/^proven by /);
});

test("a copy proven as often as it is promised is never the last", () => {
  const story = tell({ ...KEPT, verification: { every: "14d", level: "right" } });
  for (const fortnight of [0, 14, 28, 42]) {
    story.at(fortnight * DAY + 2, ...backup(`n${fortnight}`, fortnight * DAY + 2));
    story.prove(fortnight * DAY + 6, proof(`n${fortnight}`, fortnight * DAY + 6));
  }
  expect(story.find("last-proof-expiring")).toEqual([]);
  story.until(58 * DAY);
  expect(story.find("last-proof-expiring")).toHaveLength(1);
});

test("a proof that failed since makes the one before it the last", () => {
  const story = tell(KEPT);
  story.at(2, ...backup("n1", 2));
  story.prove(6, proof("n1", 6));
  story.at(8 * DAY, ...backup("n2", 8 * DAY));
  story.prove(8 * DAY + 1, proof("n2", 8 * DAY + 1));
  story.prove(8 * DAY + 2, proof("n2", 8 * DAY + 2, { outcome: "failed" }));
  story.until(12 * DAY);
  expect(story.find("last-proof-expiring")).toMatchObject([{ runId: "n1" }]);
});

const RPO = { objectives: { rpo: "26h" } };

test("a point whose copies are both damaged is none to restore", () => {
  const story = tell(RPO);
  story.at(2, beat(2), ...backup("n1", 2));
  story.at(26, beat(26), ...backup("n2", 26));
  story.prove(30, proof("n2", 30, { outcome: "failed" }));
  story.at(30.1, beat(30.1));
  expect(story.find("rpo-breach")).toEqual([]);
  story.prove(30.2, proof("n2", 30.2, { outcome: "failed", ...DUPLICATE }));
  expect(story.find("rpo-breach")).toMatchObject([{ evidence: { newestPoint: { runId: "n1" } } }]);
  story.prove(31, proof("n2", 31, { ...DUPLICATE }));
  expect(story.isOpen("rpo-breach")).toBe(false);
});

test.each([
  ["right", "backup"],
  ["restored", "sandbox"],
] as const)("what fails at %s by a fault of the %s can be restored", (level, fault) => {
  const story = tell(RPO);
  story.at(2, beat(2), ...backup("n1", 2));
  story.at(26, beat(26), ...backup("n2", 26));
  const [check] = makeProof("1").checks;
  const checks = [{ ...(check ?? expect.fail()), level, fault, verdict: "fail" as const }];
  for (const more of [{}, DUPLICATE])
    story.prove(30, proof("n2", 30, { outcome: "failed", checks, ...more }));
  story.at(30.1, beat(30.1));
  expect(story.find("rpo-breach")).toEqual([]);
});

test("two damaged points in one vault are fewer than the retention promises", () => {
  const story = tell({ retention: { keep: "14d" } });
  for (const night of [1, 2, 3]) story.at(night * DAY + 2, ...backup(`n${night}`, night * DAY + 2));
  story.at(4 * DAY, beat(4 * DAY));
  story.prove(4 * DAY, proof("n1", 4 * DAY - 1, { outcome: "failed" }));
  story.at(4 * DAY + 1, beat(4 * DAY + 1));
  expect(story.find("retention-short")).toEqual([]);
  story.prove(4 * DAY + 2, proof("n2", 4 * DAY, { outcome: "failed" }));
  expect(story.find("retention-short")).toMatchObject([
    {
      evidence: { role: "primary", damaged: 2, removedEarly: 0, present: 1 },
      summary: { en: expect.stringMatching(/: 2 were found damaged\.$/) },
    },
  ]);
  story.prove(5 * DAY, proof("n1", 5 * DAY));
  expect(story.isOpen("retention-short")).toBe(false);
});

test("a damaged copy is told with what is known of the other vault's", () => {
  const story = tell({});
  story.at(2, ...backup("n1", 2));
  story.prove(6, proof("n1", 6, { outcome: "failed" }));
  expect(story.find("copy-damaged")).toMatchObject([{ evidence: { otherCopies: [] } }]);
  story.prove(7, proof("n1", 7, DUPLICATE));
  expect(story.find("copy-damaged")).toMatchObject([
    {
      version: 2,
      evidence: {
        otherCopies: [{ vault: "duplicate-vault", outcome: "proven" }],
        lastGood: { vault: "duplicate-vault", runId: "n1" },
      },
      summary: {
        en: expect.stringMatching(/ The copy in duplicate-vault is good\.$/),
        fr: expect.stringMatching(/ La copie dans duplicate-vault est bonne\.$/),
      },
    },
  ]);
  story.prove(8, proof("n1", 8, { ...DUPLICATE, outcome: "failed" }));
  const summaries = story.find("copy-damaged").map(({ summary }) => summary.en);
  expect(summaries).toEqual([
    expect.stringMatching(/ The copy in duplicate-vault is bad too\.$/),
    expect.stringMatching(/ The copy in primary-vault is bad too\.$/),
  ]);
});
