import { expect, test } from "vitest";
import { judgeSlot } from "../../analyzers/slots/judge-slot.ts";
import { buildRun } from "./build-run.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DUE_MS = Date.UTC(2026, 10, 20, 1);
const at = (hours: number) => DUE_MS + hours * HOUR_MS;

const bounds = { startWithin: HOUR_MS, finishWithin: 6 * HOUR_MS, maxDuration: 3 * HOUR_MS };
const running = buildRun({ startedAtMs: at(0.5) });
const failed = buildRun({ runId: "f", startedAtMs: at(0.2), failedAtMs: at(0.4) });
const filled = buildRun({ succeeded: [at(0), at(1)] });
const early = buildRun({ succeeded: [at(-0.5), at(0.1)] });
const begunLate = buildRun({ runId: "b", startedAtMs: at(7) });
const afterDeadline = buildRun({ succeeded: [at(9), at(10)] });
const again = buildRun({ runId: "r2", succeeded: [at(2), at(3)] });
const retried = buildRun({ runId: "r3", startedAtMs: at(1) });

/**
 * The rows of CONTRACT.md, "A slot's state": [what is seen, watermark in hours after due, state,
 * faults, next watermark that matters].
 */
test.each([
  ["nothing, watermark before due + startWithin", [], 0.99, "waiting", [], 1],
  ["nothing, watermark at due + startWithin", [], 1, "late", ["late"], 6],
  ["nothing, watermark just before the end", [], 5.99, "late", ["late"], 6],
  ["nothing, watermark at due + finishWithin", [], 6, "missing", ["missing"], null],
  ["started, within maxDuration", [running], 2, "running", [], 3.5],
  ["started, at maxDuration", [running], 3.5, "stuck", ["stuck"], 6],
  ["started, past due + finishWithin and still running", [running], 6, "stuck", ["stuck"], null],
  ["started after the end, and running", [begunLate], 7.1, "missing", ["missing"], 10],
  ["started after the end, at maxDuration", [begunLate], 10, "missing", ["stuck", "missing"], null],
  [
    "one that runs on, and one begun after the end",
    [running, begunLate],
    8,
    "stuck",
    ["stuck"],
    10,
  ],
  ["failed, no success yet", [failed], 0.5, "failed", ["failed"], 6],
  ["failed, past due + finishWithin", [failed], 6, "missing", ["failed", "missing"], null],
  ["failed, then running again", [failed, retried], 2, "failed", ["failed"], 4],
  ["failed, then stuck", [failed, retried], 4, "stuck", ["failed", "stuck"], 6],
  ["success", [filled], 0, "filled", [], null],
  ["success, begun at due - early", [early], 0, "filled", [], null],
  ["success after a failure", [failed, filled], 7, "filled", [], null],
  ["success after the deadline", [afterDeadline], 12, "filled", [], null],
  ["no watermark at all", [], Number.NEGATIVE_INFINITY, "waiting", [], 1],
] as const)("judgeSlot() sees %s", (_row, runs, watermark, state, faults, next) => {
  const judged = judgeSlot({
    dueMs: DUE_MS,
    bounds,
    watermarkMs: at(watermark),
    runs,
    usualDurationMs: null,
    skipped: null,
  });
  expect({ state: judged.state, faults: judged.faults, next: judged.nextMs }).toEqual({
    state,
    faults,
    next: next === null ? null : at(next),
  });
});

const facts = { dueMs: DUE_MS, bounds, usualDurationMs: null, skipped: null };

test("judgeSlot() lets the last of several successes count and names the others", () => {
  const judged = judgeSlot({ ...facts, watermarkMs: at(7), runs: [again, early, filled] });
  expect(judged.filledBy?.runId).toBe("r2");
  expect(judged.extra).toEqual([early, filled]);
});

test("judgeSlot() waits for the usual duration too where a source never reports starts", () => {
  const silent = { ...facts, usualDurationMs: 2 * HOUR_MS, runs: [] };
  expect(judgeSlot({ ...silent, watermarkMs: at(2.99) }).faults).toEqual([]);
  expect(judgeSlot({ ...silent, watermarkMs: at(3) }).faults).toEqual(["late"]);
});

test("judgeSlot() calls a slot missing that is to end before it can be late", () => {
  const slow = { ...facts, usualDurationMs: 8 * HOUR_MS, runs: [] };
  expect(judgeSlot({ ...slow, watermarkMs: at(5.99) }).faults).toEqual([]);
  expect(judgeSlot({ ...slow, watermarkMs: at(10) }).faults).toEqual(["missing"]);
});

test("judgeSlot() expects nothing of a skipped slot, and takes what comes", () => {
  const skipped = { ...facts, skipped: "New Year", watermarkMs: at(9) };
  expect(judgeSlot({ ...skipped, runs: [] }).state).toBe("skipped");
  expect(judgeSlot({ ...skipped, runs: [failed] }).faults).toEqual([]);
  expect(judgeSlot({ ...skipped, runs: [filled] }).state).toBe("filled");
});

test("judgeSlot() does not take the success of a run that failed afterwards", () => {
  const contradicted = buildRun({ succeeded: [at(0), at(1)], failedAtMs: at(1.1) });
  const judged = judgeSlot({ ...facts, watermarkMs: at(2), runs: [contradicted] });
  expect(judged.state).toBe("failed");
});
