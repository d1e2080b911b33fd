import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeSize } from "../../analyzers/undersized/judge-size.ts";
import { logSize, sizeBaseline } from "../../analyzers/undersized/size-baseline.ts";
import { NO_SIZES, type SizeHistory, stepSize } from "../../analyzers/undersized/size-history.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOf, tellStory } from "./tell-story.ts";

const MB = 1_000_000;
const LIMITS = { minBytes: null, widening: 1 };

function learn(sizes: readonly number[], minBytes: number | null = null) {
  let history: SizeHistory = NO_SIZES;
  return sizes.map((bytes, index) => {
    const step = stepSize(history, { runId: `r${index}`, bytes }, minBytes);
    history = step.history;
    return step;
  });
}

const verdicts = (sizes: readonly number[], minBytes: number | null = null) =>
  learn(sizes, minBytes).map(({ judgement }) =>
    judgement.verdict === "found" ? `${judgement.rule} ${judgement.severity}` : judgement.verdict,
  );

const usual = [100, 101, 102, 101, 103, 104, 103].map((megabytes) => megabytes * MB);

test.each([
  ["a size as ever", 104 * MB, "clear"],
  ["more than ever", 900 * MB, "clear"],
  ["7 % less", 95 * MB, "clear"],
  ["a fifth less", 82 * MB, "baseline warning"],
  ["half", 51 * MB, "baseline critical"],
  ["a hundredth", MB, "empty critical"],
  ["4 KiB", 4_096, "empty critical"],
  ["nothing", 0, "empty critical"],
])("judgeSize() on %s", (_case, bytes, verdict) => {
  expect(verdicts([...usual, bytes]).at(-1)).toBe(verdict);
});

test("judgeSize() learns until it knows seven runs, and says how many it knows", () => {
  const steps = learn([...usual.slice(0, 6), 51 * MB]);
  expect(steps.at(-1)?.judgement).toMatchObject({ verdict: "unknown", numbers: { runs: 6 } });
});

test("judgeSize() needs no history for a policy's least size, and one run for an empty one", () => {
  expect(verdicts([1_000], MB)).toEqual(["minimum critical"]);
  expect(verdicts([0])).toEqual(["unknown"]);
  expect(verdicts([MB, 1_000])).toEqual(["unknown", "empty critical"]);
});

test("judgeSize() lets small backups vary: less than 16 KiB lost is nothing", () => {
  expect(verdicts([...Array(7).fill(20_000), 12_000]).at(-1)).toBe("clear");
});

test("judgeSize() gives the numbers that a person can check", () => {
  const judged = learn([...usual, 51 * MB]).at(-1)?.judgement;
  const logs = usual.map(Math.log);
  expect(judged?.numbers).toMatchObject({ runs: 7, bytes: 51 * MB, expectedBytes: 102 * MB });
  expect(judged?.numbers.scale).toBe(0.02);
  expect(judged?.numbers.logDrop).toBeCloseTo(Math.log(0.5), 12);
  expect(sizeBaseline(logs).center).toBeCloseTo(Math.log(102 * MB), 12);
});

test("stepSize() is not taught by one bad day", () => {
  const after = learn([...usual, 51 * MB, 51 * MB]);
  expect(after.at(-1)?.judgement).toMatchObject({ verdict: "found", numbers: { runs: 7 } });
});

test("stepSize() adopts three alike as the new level, and judges the next by it", () => {
  const steps = learn([...usual, 51 * MB, 50 * MB, 52 * MB, 51 * MB, 20 * MB]);
  expect(steps.map(({ adopted }) => adopted)).toEqual([
    ...Array(9).fill(false),
    true,
    false,
    false,
  ]);
  expect(steps.at(-2)?.judgement.verdict).toBe("clear");
  expect(steps.at(-1)?.judgement.verdict).toBe("found");
});

test("stepSize() never adopts empty backups, nor three that do not agree", () => {
  expect(learn([...usual, 0, 0, 0, 0]).some(({ adopted }) => adopted)).toBe(false);
  const apart = learn([...usual, 51 * MB, 60 * MB, 40 * MB, 70 * MB]);
  expect(apart.some(({ adopted }) => adopted)).toBe(false);
});

test("judgeSize() never clears a size at most half of what is usual", () => {
  const size = fc.integer({ min: 100_000, max: 1_000_000_000 });
  const spread = fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), { minLength: 7 });
  fc.assert(
    fc.property(size, spread, fc.double({ min: 0, max: 0.5, noNaN: true }), (bytes, of, share) => {
      const baseline = sizeBaseline(of.map((factor) => logSize(Math.round(bytes * factor))));
      const judged = judgeSize(Math.floor(Math.exp(baseline.center) * share), baseline, LIMITS);
      expect(judged).toMatchObject({ verdict: "found", severity: "critical" });
    }),
  );
});

const { succeeded } = speakOf(VISITOR_DB);
const night = (index: number, megabytes: number) =>
  succeeded(`n${index}`, [1 + 24 * index, 1.5 + 24 * index], { sizeBytes: megabytes * MB });

function tellNights(sizes: readonly number[]) {
  const story = tellStory([{}]);
  for (const [index, size] of sizes.entries()) story.at(2 + 24 * index, night(index, size));
  return story;
}

test("a backup cut in half is undersized until the next of usual size", () => {
  const story = tellNights([100, 101, 102, 101, 103, 104, 103, 50, 104]);
  expect(story.all()).toMatchObject([
    { kind: "undersized", runId: "n7", severity: "critical", resolution: "back to its usual size" },
  ]);
});

test("a new level is adopted, and resolves what was open", () => {
  const story = tellNights([100, 101, 102, 101, 103, 104, 103, 50, 51, 50, 51]);
  const found = story.find("undersized");
  expect(found.map(({ runId }) => runId)).toEqual(["n7", "n8", "n9"]);
  expect(found.map(({ resolution }) => resolution)).toEqual(Array(3).fill("new level adopted"));
});

test("a run that is heard of late is judged by those before it only", () => {
  const story = tellNights([100, 101, 102, 101, 103, 104, 103]);
  story.at(24 * 8 + 2, night(8, 104));
  story.at(24 * 8 + 3, night(7, 50));
  expect(story.find("undersized")).toMatchObject([{ runId: "n7", evidence: { runs: 7 } }]);
  expect(story.open()).toEqual([]);
});
