import { expect, test } from "vitest";
import type { TimedRun } from "../../analyzers/durations/step-duration.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { begin, longAfter, type Night, nightOf } from "./compressed-nights.ts";
import {
  days,
  last as lastSize,
  learn,
  said as saidOf,
  usual as usualSizes,
} from "./learn-sizes.ts";
import {
  last,
  NEVER_WIDER,
  type People,
  step,
  type Timed,
  usual as usualRuns,
} from "./step-durations.ts";
import { instant, readDecision, tellStory } from "./tell-story.ts";

test("What was said to be right is a habit like others, and one of three of a new level", () => {
  const habit = days(48, (day) => (day === 40 || day === 47 ? 80 : 100));
  expect(lastSize(habit, { right: [40] })).toBe("same weekday");
  const level = learn([...usualSizes, 50, 51, 50, 51], { right: [30, 31] });
  expect(level.slice(-4).map(saidOf)).toEqual([
    "right",
    "right",
    "undersized critical baseline",
    "usual",
  ]);
  expect(level.map(({ adopted }) => adopted).indexOf(true)).toBe(32);
});

test("The run after one that was said to be right is judged no more strictly", () => {
  const scalesAfter = (right: readonly number[]) =>
    learn([...usualSizes, 50, 97], { right }).at(-1)?.thresholds?.scales;
  expect([scalesAfter([]), scalesAfter([30])]).toEqual([4.5, 6]);
});

test("stepDuration() heeds what people decided", () => {
  const slow = (decided: People) => last({ minutes: 80, decided });
  expect(slow({})).toBe("too-slow");
  expect(slow({ rightAtMs: 99 })).toBeNull();
  expect(slow({ isAnew: true })).toBeNull();
  const anew = Array.from({ length: 8 }, () => ({ minutes: 80 }));
  expect(last({ minutes: 80, decided: { isAnew: true } }, ...anew, { minutes: 20 })).toBe(
    "too-fast",
  );
});

const longUsual = [...usualRuns, ...usualRuns, ...usualRuns];
const foundOf = (...runs: readonly Timed[]) =>
  step([...longUsual, ...runs])
    .slice(longUsual.length)
    .map(({ found }) => found);

test("stepDuration() widens the whole threshold of the kind that was a false alarm, no other", () => {
  const slow = (widening: TimedRun["widening"]) =>
    foundOf({ minutes: 43, decided: { widening } })[0];
  expect(slow(NEVER_WIDER)).toBe("too-slow");
  expect(slow({ ...NEVER_WIDER, "too-slow": 1.15 })).toBeNull();
  expect(slow({ ...NEVER_WIDER, "too-fast": 2 })).toBe("too-slow");
  const fast = (widening: TimedRun["widening"]) =>
    foundOf({ minutes: 6, decided: { widening } })[0];
  expect(fast({ ...NEVER_WIDER, "too-slow": 2 })).toBe("too-fast");
  expect(fast({ ...NEVER_WIDER, "too-fast": 1.5 })).toBeNull();
});

test("stepDuration() takes what is said of runs in a row for all that had ended", () => {
  const slow = { minutes: 80 };
  const said = { minutes: 80, decided: { rightAtMs: 31 } };
  expect(foundOf(said, slow, { minutes: 20 }, slow)).toEqual([null, null, null, "too-slow"]);
  expect(foundOf(said, { minutes: 2 })).toEqual([null, "too-fast"]);
});

test("stepDuration() counts runs that were said to be right toward a new level", () => {
  const said = { minutes: 80, decided: { rightAtMs: 31 } };
  const slow = { minutes: 80 };
  expect(foundOf(said, slow, slow, slow)).toEqual([null, null, "too-slow", null]);
});

/** Says so of each finding that is open on a morning. */
function answerFrom(nights: readonly Night[], kind: "expected" | "false-alarm", first: number) {
  const story = tellStory([{}]);
  for (const [index, night] of nights.entries()) {
    story.at(begin(index) + 1, nightOf(index, night));
    if (index < first) continue;
    for (const { id, runId, series, resolvedAt } of story.find("incompressible")) {
      const finding = { id, kind: "incompressible", runId, series } as const;
      const said = readDecision(begin(index) + 8, { kind, finding });
      if (resolvedAt === null) story.decide(begin(index) + 8, said);
    }
  }
  return story.find("incompressible");
}

test.each(["expected", "false-alarm"] as const)(
  "a usual run is not told after two of which people said: %s",
  (kind) => {
    const found = answerFrom(longAfter(2.2, 2.2, 2.6, 2.6), kind, 30);
    expect(found.map(({ runId }) => runId)).toEqual(["n30", "n31"]);
  },
);

test("what is said of runs in a row is said of all that had ended, and not of those to come", () => {
  const found = answerFrom(longAfter(2, 2, 2, 2), "expected", 32);
  expect(found.map(({ runId }) => runId)).toEqual(["n30", "n33"]);
  expect(found[0]?.resolution).toBe("expected, says Ada: so it is");
});

test("what is said of runs in a row is not said of one that is much worse", () => {
  const told = answerFrom(longAfter(2.2, 2.2, 1.1), "expected", 32);
  expect(told.map(({ runId }) => runId)).toEqual(["n30", "n32"]);
});

test("false alarms widen the threshold of a creep, and its runs count toward a new level", () => {
  const creeping = Array.from({ length: 25 }, (_, day) => 2.6 * Math.exp(-0.012 * (day + 1)));
  const found = answerFrom(longAfter(...creeping), "false-alarm", 30);
  expect(found.length).toBeLessThan(8);
  const [first, ...others] = found.filter(({ evidence }) => evidence["rule"] === "creep");
  const limitOf = (finding = first) => Number(finding?.evidence["limit"]);
  expect(limitOf()).toBeLessThan(-0.06 * 1.3);
  for (const other of others) expect(Math.abs(limitOf(other))).toBeGreaterThan(0.06 * 1.3);
  expect(found.some(({ resolution }) => resolution?.startsWith("new level"))).toBe(true);
});

test("a new normal stays, whatever is decided of a later run", () => {
  const story = tellStory([{}]);
  const accept = { kind: "accept", series: VISITOR_DB, from: instant(begin(30) - 1) } as const;
  story.decide(1, readDecision(1, accept));
  const nights = longAfter(...Array<number>(19).fill(2), 1.2);
  for (const [index, night] of nights.entries()) story.at(begin(index) + 1, nightOf(index, night));
  const [found, ...others] = story.find("incompressible");
  expect(found).toMatchObject({ runId: "n49", resolvedAt: null });
  expect(others).toEqual([]);
  const { id = "", runId = null, series = null } = found ?? {};
  const finding = { id, kind: "incompressible", runId, series } as const;
  story.decide(begin(49) + 8, readDecision(begin(49) + 8, { kind: "expected", finding }));
  expect(story.find("incompressible")).toMatchObject([
    { runId: "n49", resolution: expect.stringMatching("^expected") },
  ]);
});
