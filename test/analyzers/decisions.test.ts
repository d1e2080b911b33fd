import { expect, test } from "vitest";
import { createDecisions } from "../../analyzers/decisions/decisions.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesKey } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import {
  heartbeat,
  hour,
  instant,
  readDecision,
  readEvent,
  speakOf,
  tellStory,
} from "./tell-story.ts";

const MB = 1_000_000;
const DAY_MS = 86_400_000;
const speak = speakOf(VISITOR_DB);

type Story = ReturnType<typeof tellStory>;

/** A night's run of the daily series, and its size. */
const night = (day: number, sizeBytes: number) =>
  speak.succeeded(`n${day}`, [24 * day + 1, 24 * day + 2], { sizeBytes });

function tellNights(story: Story, sizes: readonly number[], from = 0) {
  for (const [index, sizeBytes] of sizes.entries())
    story.at(24 * (from + index) + 2, night(from + index, sizeBytes));
}

/** Ten usual nights, so that the baseline is known. */
const USUAL = [100, 101, 102, 101, 103, 104, 103, 102, 101, 103].map((size) => size * MB);

const [low = 0] = [80 * MB];
const subjectOf = ({ id, kind, series, runId }: Finding) => ({ id, kind, series, runId });
const about = { series: VISITOR_DB };
const told = (story: Story) =>
  story.all().map(({ kind, runId, resolution }) => [kind, runId, resolution]);

function firstOf(story: Story, kind: string): Finding {
  const [finding] = story.find(kind);
  if (!finding) throw new Error(`no ${kind} was found`);
  return finding;
}

test("accept ends what was found since then, and the baseline begins anew", () => {
  const story = tellStory([{}]);
  tellNights(story, [...USUAL, low]);
  expect(story.open()).toEqual(["undersized"]);
  story.decide(
    250,
    readDecision(250, { kind: "accept", series: VISITOR_DB, from: instant(240), reason: "purge" }),
  );
  expect(told(story)).toEqual([
    ["undersized", "n10", "a new normal from 2026-11-30T00:00:00Z on, says Ada: purge"],
  ]);
  tellNights(story, [low, low + MB, low, low + 2 * MB, low - MB, low], 11);
  expect(story.open()).toEqual([]);
  tellNights(story, [60 * MB], 17);
  expect(firstOf({ ...story, find: () => story.find("undersized").slice(1) }, "")).toMatchObject({
    runId: "n17",
    evidence: { runs: 7, expectedBytes: low },
  });
});

test("accept comes to the same whether it is heard before or after the runs that it is about", () => {
  const nights = [...USUAL, low, low + MB, low, low, low - MB];
  const accept = readDecision(250, { kind: "accept", series: VISITOR_DB, from: instant(240) });
  const before = tellStory([{}]);
  before.decide(0, accept);
  tellNights(before, nights);
  const after = tellStory([{}]);
  tellNights(after, nights);
  after.decide(340, accept);
  expect(before.open()).toEqual([]);
  expect(after.open()).toEqual([]);
  for (const story of [before, after]) {
    tellNights(story, [low, low, 20 * MB], 15);
    expect(story.open()).toContain("undersized");
    expect(story.find("undersized").at(-1)?.evidence).toMatchObject({
      expectedBytes: low,
      runs: 7,
    });
  }
});

test("accept of a policy's least size does not bear on the runs after it", () => {
  const story = tellStory([{ size: { minBytes: "90MB" } }]);
  tellNights(story, USUAL);
  story.decide(238, readDecision(238, { kind: "accept", series: VISITOR_DB, from: instant(239) }));
  tellNights(story, [low], 10);
  expect(story.find("undersized")).toMatchObject([{ evidence: { rule: "minimum" } }]);
});

test("expected resolves a finding, which does not come back, and its value is learned", () => {
  const story = tellStory([{}]);
  tellNights(story, [...USUAL, low]);
  const finding = subjectOf(firstOf(story, "undersized"));
  story.decide(250, readDecision(250, { kind: "expected", finding, reason: "a small site" }));
  tellNights(story, [...USUAL, low], 11);
  expect(told(story)).toEqual([
    ["undersized", "n10", "expected, says Ada: a small site"],
    ["undersized", "n21", null],
  ]);
  expect(story.find("undersized").map(({ evidence }) => evidence["runs"])).toEqual([10, 21]);
});

test("expected resolves findings of any kind, and of no series, once however often it is heard", () => {
  const story = tellStory([{}]);
  tellNights(story, USUAL.slice(0, 2));
  story.until(24 * 2 + 8);
  const finding = subjectOf(firstOf(story, "missing"));
  const decision = readDecision(57, { kind: "expected", finding });
  story.decide(57, decision, decision, readDecision(58, { kind: "expected", finding }));
  story.at(60, speak.succeeded("late", [59, 60]));
  expect(story.find("missing")).toMatchObject([
    { version: 2, resolution: "expected, says Ada: so it is" },
  ]);
  story.at(61, heartbeat("sql", 61, { sources: ["/sql"] }));
  story.until(70);
  const silent = subjectOf(firstOf(story, "collector-silent"));
  story.decide(70, readDecision(70, { kind: "expected", finding: silent }));
  expect(firstOf(story, "collector-silent").resolvedAt).not.toBeNull();
});

test("a finding that is decided before it is found is told as over", () => {
  const tell = (story: Story) => {
    story.at(2, night(0, MB));
    story.until(32);
  };
  const first = tellStory([{}]);
  tell(first);
  const finding = subjectOf(firstOf(first, "missing"));
  const second = tellStory([{}]);
  second.decide(0, readDecision(0, { kind: "expected", finding }));
  tell(second);
  expect(second.find("missing")).toMatchObject([
    { id: finding.id, version: 1, resolution: "expected, says Ada: so it is" },
  ]);
});

test("a false alarm widens its series' threshold, once however often it is said", () => {
  const story = tellStory([{}]);
  const drop = 91.5 * MB;
  tellNights(story, [...USUAL, drop]);
  const finding = subjectOf(firstOf(story, "undersized"));
  for (const at of [250, 251])
    story.decide(at, readDecision(at, { kind: "false-alarm", finding, reason: "it varies" }));
  tellNights(story, [...USUAL.slice(0, 5), drop], 11);
  expect(told(story)).toEqual([["undersized", "n10", "false alarm, says Ada: it varies"]]);
  tellNights(story, [70 * MB], 17);
  const next = story.find("undersized").at(-1);
  expect(next).toMatchObject({ runId: "n17", resolvedAt: null });
  const ageMs = hour(24 * 17 + 1) - hour(250);
  const widening = 1.15 ** (1 - ageMs / (60 * DAY_MS));
  expect(next?.evidence["zMax"]).toBeCloseTo(-6 * widening, 12);
  expect(next?.evidence["changeMax"]).toBeCloseTo(-0.1 * widening, 12);
});

test("a false alarm of a rule without statistics widens nothing, and its value is learned", () => {
  const story = tellStory([{ size: { minBytes: "50MB" } }]);
  tellNights(story, [...USUAL, 0]);
  const found = firstOf(story, "undersized");
  expect(found.evidence["rule"]).toBe("minimum");
  const finding = { ...subjectOf(found), rule: "minimum" };
  story.decide(250, readDecision(250, { kind: "false-alarm", finding }));
  expect(story.open()).toEqual([]);
  tellNights(story, [...USUAL.slice(0, 7), 70 * MB], 11);
  const next = story.find("undersized").at(-1);
  expect(next).toMatchObject({ runId: "n18", evidence: { rule: "baseline", runs: 18 } });
  expect(next?.evidence["zMax"]).toBe(-6);
});

test("a pause lets nothing be missed until its end, and ends by itself", () => {
  const story = tellStory([{}]);
  story.at(2, night(0, MB));
  const pause = readDecision(20, { kind: "pause", about, until: instant(60), reason: "moving" });
  story.decide(20, pause);
  story.until(50);
  expect(story.detection.changedSeries().at(-1)).toMatchObject({
    state: "skipped",
    nextSlot: instant(73),
  });
  story.until(72);
  expect(story.all()).toEqual([]);
  story.until(80);
  expect(story.open()).toEqual(["missing"]);
});

test("a pause ends what is late already, and not what was missing before", () => {
  const late = tellStory([{}]);
  late.at(2, night(0, MB));
  late.until(28);
  late.decide(28, readDecision(28, { kind: "pause", about, until: instant(40) }));
  late.until(48);
  expect(told(late)).toEqual([["late", null, "paused, says Ada: so it is"]]);
  const missing = tellStory([{}]);
  missing.at(2, night(0, MB));
  missing.until(32);
  missing.decide(32, readDecision(32, { kind: "pause", about, until: instant(40) }));
  expect(missing.open()).toEqual(["missing"]);
  const from = instant(24);
  missing.decide(33, readDecision(33, { kind: "pause", about, from, until: instant(40) }));
  expect(missing.open()).toEqual([]);
});

test("a retirement lasts, of all that a match names, series to come included", () => {
  const story = tellStory([{}]);
  story.at(2, night(0, MB));
  const match = { tenant: VISITOR_DB.tenant, asset: ["Visitor*"] };
  story.decide(20, readDecision(20, { kind: "retire", about: { match }, owner: "Bo" }));
  const second = { ...VISITOR_DB, asset: "VisitorArchive" };
  const other = { ...VISITOR_DB, asset: "Ledger" };
  story.at(26, speakOf(second).succeeded("s", [25, 26]), speakOf(other).succeeded("o", [25, 26]));
  story.until(24 * 30);
  expect(new Set(story.all().map(({ series }) => series?.asset))).toEqual(new Set(["Ledger"]));
});

test("resume ends a pause and a retirement, in whatever order they are heard", () => {
  const decisions = [
    readDecision(20, { kind: "retire", about }),
    readDecision(21, { kind: "pause", about, until: instant(24 * 30) }),
    readDecision(30, { kind: "resume", about: { match: { asset: "Visitor*" } } }),
  ];
  const stories = [decisions, [...decisions].reverse()].map((order) => {
    const story = tellStory([{}]);
    story.at(2, night(0, MB));
    story.decide(31, ...order);
    story.until(56);
    return story;
  });
  for (const story of stories)
    expect(story.all().filter(({ resolvedAt }) => resolvedAt === null)).toMatchObject([
      { kind: "missing", slot: instant(49) },
    ]);
});

const expectAsset = (at: number, more: object = {}) =>
  readEvent("asset.expected", { series: VISITOR_DB, since: instant(at), ...more });

test("what is expected and never seen is told with its owner, and not while it is paused", () => {
  const story = tellStory([{}]);
  story.at(0, expectAsset(0, { owner: "Bo", runbook: "https://wiki/visitor" }));
  story.until(8);
  expect(firstOf(story, "unprotected")).toMatchObject({
    resolvedAt: null,
    evidence: { owner: "Bo", runbook: "https://wiki/visitor" },
  });
  story.decide(9, readDecision(9, { kind: "pause", about, until: instant(48) }));
  expect(firstOf(story, "unprotected").resolution).toBe("paused, says Ada: so it is");
  story.until(50);
  expect(story.open()).toEqual(["missing"]);
  story.until(57);
  expect(story.open().toSorted()).toEqual(["missing", "missing", "unprotected"]);
});

test("a part of a series is paused only by what is about all that it may be", () => {
  const decisions = createDecisions();
  const part = { tenant: "acme", asset: "VisitorDb" };
  const match = (named: object) => ({ kind: "retire", about: { match: named } }) as const;
  decisions.note(readDecision(1, match({ tenant: "acme", site: "paris" })));
  expect(decisions.of(part, "part").suspensionAt(hour(2))).toBeNull();
  decisions.note(readDecision(1, match({ tenant: "acme" })));
  expect(decisions.of(part, "part").suspensionAt(hour(2))).toMatchObject({ state: "retired" });
  expect(decisions.of({ tenant: "other" }, "").suspensionAt(hour(2))).toBeNull();
});

test("a retired series without a policy is not unprotected until it is resumed", () => {
  const story = tellStory([{ match: { tenant: "another" } }]);
  story.at(2, night(0, MB));
  expect(story.open()).toEqual(["unprotected"]);
  story.decide(3, readDecision(3, { kind: "retire", about }));
  story.at(26, night(1, MB));
  expect(story.open()).toEqual([]);
  story.decide(30, readDecision(30, { kind: "resume", about }));
  expect(story.open()).toEqual(["unprotected"]);
});

test("decisions about what nobody knows change nothing, and the latest word on an asset counts", () => {
  const story = tellStory([{}]);
  const unknown = { ...VISITOR_DB, asset: "Unknown" };
  const finding = { id: "0".repeat(32), kind: "missing", series: unknown, runId: null } as const;
  story.decide(
    1,
    readDecision(1, { kind: "accept", series: unknown, from: instant(0) }),
    readDecision(1, { kind: "false-alarm", finding }),
    readDecision(1, { kind: "retire", about: { series: unknown } }),
  );
  expect(story.versions).toEqual([]);
  expect(createDecisions().of(unknown, seriesKey(unknown)).resumedMs(hour(9))).toBeNull();
});
