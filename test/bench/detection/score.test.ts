import { describe, expect, test } from "vitest";
import { scaleOf, truthOf } from "./bench-detection.ts";
import { DEFAULT_PARAMETERS } from "./bench-parameters.ts";
import { createDice } from "./create-dice.ts";
import { generate } from "./generate.ts";
import { type Label, SCORED_KINDS } from "./label.ts";
import { measureRivals } from "./rivals/measure-rivals.ts";
import { countHiddenAlarms } from "./score/count-hidden-alarms.ts";
import { countRealarms } from "./score/count-realarms.ts";
import { type Alert, createMatcher } from "./score/match-alerts.ts";
import { nabScore } from "./score/nab-score.ts";
import { bootstrap, ratesOf } from "./score/rates.ts";
import { score } from "./score/score.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const shares = { ...DEFAULT_PARAMETERS.shares, asksEncryption: 0.5, asksLock: 0.5 };
const PARAMETERS = { ...DEFAULT_PARAMETERS, series: 60, days: 100, shares };
const generated = generate(PARAMETERS);
const truth = truthOf(generated, PARAMETERS);
const scoreOf = (alerts: readonly Alert[]) =>
  score(createMatcher(truth)(alerts), scaleOf(generated, truth, PARAMETERS));

describe("score()", () => {
  test("of a perfect answer is 1 in everything", () => {
    const answer = truth.labels.map(({ kind, subject, detectableAtMs }) => ({
      ...{ kind, subject },
      atMs: detectableAtMs,
    }));
    const { kinds, falseAlarmsPer1000SeriesWeeks } = scoreOf(answer);
    for (const { kind, labels, precision, recall, f1, delayMs } of kinds) {
      expect(labels, kind).toBeGreaterThan(0);
      expect([precision, recall, f1], kind).toEqual([1, 1, 1]);
      expect(delayMs, kind).toEqual({ p50: 0, p95: 0, p99: 0 });
    }
    expect(falseAlarmsPer1000SeriesWeeks).toEqual({ statistical: 0, rules: 0 });
  });

  test("of an empty answer is a recall of 0, and no precision", () => {
    const { kinds, statistical, rules } = scoreOf([]);
    for (const { kind, precision, recall, f1, falseAlarms } of kinds)
      expect([precision, recall, f1, falseAlarms], kind).toEqual([null, 0, 0, 0]);
    expect([statistical.recall, rules.recall]).toEqual([0, 0]);
  });

  test("of an answer that always alarms is a recall of 1, and hardly any precision", () => {
    const subjects = generated.lines.flatMap(({ subject, dues }) =>
      dues.map((due) => ({ subject, atMs: due + 12 * HOUR_MS })),
    );
    const answer = SCORED_KINDS.flatMap((kind) => subjects.map((alert) => ({ kind, ...alert })));
    const { kinds, falseAlarmsPer1000SeriesWeeks } = scoreOf(answer);
    for (const { kind, precision, recall } of kinds) {
      if (kind === "collector-silent" || kind === "mass-deletion") continue;
      expect(recall, kind).toBeGreaterThan(0.9);
      expect(precision, kind).toBeLessThan(0.1);
    }
    expect(falseAlarmsPer1000SeriesWeeks.rules).toBeGreaterThan(1_000);
  });
});

const label: Label = {
  kind: "missing",
  subject: "a",
  unit: "tenant",
  tier: "hard",
  group: "1",
  fromMs: 10 * DAY_MS,
  toMs: 10 * DAY_MS + 6 * HOUR_MS,
  detectableAtMs: 10 * DAY_MS + 6 * HOUR_MS,
  hitUntilMs: 11 * DAY_MS + 6 * HOUR_MS,
  explains: ["late"],
};
const match = createMatcher({
  labels: [label],
  circumstances: [
    {
      ...{ cause: "level shift", bearsOn: "quantities", subject: "a" },
      ...{ fromMs: 20 * DAY_MS, toMs: 23 * DAY_MS, dontCare: ["undersized"] },
    },
  ],
  cadenceMs: () => DAY_MS,
  scoredFromMs: DAY_MS,
});
const at = (kind: Alert["kind"], days: number, subject = "a"): Alert => ({
  ...{ kind, subject },
  atMs: days * DAY_MS,
});

describe("createMatcher()", () => {
  test.each<readonly [string, readonly Alert[], boolean, number]>([
    ["the kind and subject of the label, in time", [at("missing", 10.3)], true, 0],
    ["a second alert within the label", [at("missing", 10.3), at("missing", 10.9)], true, 0],
    ["a late that becomes missing", [at("late", 10.1), at("missing", 10.3)], true, 0],
    ["late alone, which is explained and no hit", [at("late", 10.1)], false, 0],
    ["another kind", [at("failed", 10.3)], false, 1],
    ["another subject", [at("missing", 10.3, "b")], false, 1],
    ["before the damage", [at("missing", 9.9)], false, 1],
    ["a cadence after it", [at("missing", 11.5)], false, 1],
    ["where nobody cares", [at("undersized", 21)], false, 0],
    ["what nobody cares about, of another kind", [at("oversized", 21)], false, 1],
    ["before anything is scored", [at("missing", 0.5)], false, 0],
    ["three days in a row, once", [at("late", 30), at("late", 31), at("late", 32)], false, 1],
    ["a week in a row, twice", [0, 1, 2, 3, 4, 5, 6].map((day) => at("late", 30 + day)), false, 2],
    ["two that are apart", [at("late", 30), at("late", 40)], false, 2],
  ])("%s", (_, alerts, isHit, falseAlarms) => {
    const matched = match(alerts);
    expect(matched.labels[0]?.atMs !== null).toBe(isHit);
    expect(matched.falseAlarms.length).toBe(falseAlarms);
  });

  test("keeps the first alert of a label, in whatever order they are given", () => {
    const matched = match([at("missing", 10.9), at("missing", 10.3)]);
    expect(matched.labels[0]?.atMs).toBe(10.3 * DAY_MS);
  });
});

describe("nabScore()", () => {
  const other = { ...label, subject: "b" };
  const rate = (atMs: readonly (number | null)[], falseAlarms: readonly Alert[] = []) => {
    const labels = [label, other].map((own, index) => ({ label: own, atMs: atMs[index] ?? null }));
    const { standard } = nabScore(
      { labels, falseAlarms },
      () => DAY_MS,
      () => true,
    );
    return standard;
  };
  const atOnceMs = label.detectableAtMs;

  test("is 100 for all at once, and 0 for nothing", () => {
    expect(rate([atOnceMs, atOnceMs])).toBeCloseTo(100);
    expect(rate([null, null])).toBe(0);
  });

  test("is half of it for a hit at the end of two cadences, and for a miss of every other", () => {
    expect(rate([atOnceMs + 2 * DAY_MS, atOnceMs + 2 * DAY_MS])).toBeCloseTo(50, 0);
    expect(rate([atOnceMs, null])).toBeCloseTo(50);
  });

  test("falls with each false alarm", () => {
    const alarms = [at("missing", 30), at("missing", 40)];
    expect(rate([atOnceMs, atOnceMs], alarms)).toBeLessThan(95);
  });
});

test("countRealarms() counts what is said of a new level after it should have been adopted", () => {
  const shift = {
    ...{ cause: "level shift", bearsOn: "quantities" as const, subject: "a" },
    ...{ fromMs: 20 * DAY_MS, toMs: 23 * DAY_MS, dontCare: [] },
  };
  const falseAlarms = [
    at("undersized", 24),
    at("oversized", 30),
    at("oversized", 60),
    at("undersized", 24, "b"),
    at("missing", 24),
  ];
  const shifts = [shift, { ...shift, subject: "c" }];
  expect(countRealarms({ falseAlarms }, shifts, () => DAY_MS)).toEqual({
    shifts: 2,
    perShift: 1,
    most: 2,
  });
});

test("countHiddenAlarms() counts each series that is said to lack what nobody can know", () => {
  const outages = [
    {
      hides: ["missing" as const],
      subjects: new Set(["a", "b"]),
      fromMs: DAY_MS,
      toMs: 2 * DAY_MS,
    },
  ];
  const alerts = [
    at("missing", 1.5),
    at("missing", 1.6),
    at("late", 1.5, "b"),
    at("missing", 3, "b"),
  ];
  expect(countHiddenAlarms(alerts, outages)).toEqual({ hidden: 2, hiddenReported: 1 });
});

describe("the rates", () => {
  test("are those of the counts", () => {
    expect(ratesOf({ hits: 3, misses: 1, falseAlarms: 2 })).toEqual({
      precision: 0.6,
      recall: 0.75,
      f1: 6 / 9,
    });
    expect(ratesOf({ hits: 0, misses: 0, falseAlarms: 0 })).toEqual({
      precision: null,
      recall: null,
      f1: null,
    });
  });

  test("have an interval that holds them, and is wide where units differ", () => {
    const alike = Array.from({ length: 40 }, () => ({ hits: 4, misses: 1, falseAlarms: 0 }));
    expect(bootstrap(alike, createDice(1)).recall).toEqual([0.8, 0.8]);
    const unlike = alike.map((_, unit) =>
      unit % 5 === 0
        ? { hits: 0, misses: 5, falseAlarms: 0 }
        : { hits: 5, misses: 0, falseAlarms: 0 },
    );
    const [low, high] = bootstrap(unlike, createDice(1)).recall ?? [1, 0];
    expect(low).toBeGreaterThan(0.6);
    expect(low).toBeLessThan(0.75);
    expect(high).toBeGreaterThan(0.85);
  });
});

test("the oracle beats every rival that knows only the past", () => {
  const { statistical } = measureRivals(generated, truth);
  const f1Of = (rival: string) => statistical.find((own) => own.rival === rival)?.all.f1 ?? 0;
  expect(f1Of("oracle")).toBeGreaterThan(0.7);
  for (const rival of ["previous run", "z score", "modified z"])
    expect(f1Of(rival), rival).toBeLessThan(f1Of("oracle"));
});
