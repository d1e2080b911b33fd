import fc from "fast-check";
import { expect, test } from "vitest";
import { createRunLine } from "../../analyzers/baselines/run-line.ts";
import type { Run } from "../../analyzers/runs/run.ts";
import { buildRun } from "./build-run.ts";

const runs = Array.from({ length: 90 }, (_, n) =>
  buildRun({ runId: `r${n}`, succeeded: [n * 1_000, n * 1_000 + 10] }),
);

/** Each step tells all runs before it, so that any wrong predecessor shows. */
const tell = (run: Run, before: string | null) => `${before ?? ""}${run.runId} `;

const inOrder = (count: number) => runs.slice(0, count).map(({ runId }) => `${runId} `);

test("each run of a line is judged by all before it, however many there were", () => {
  const line = createRunLine(tell);
  const steps = runs.flatMap((run) => line.add(run));
  expect(steps.map(({ step }) => step)).toEqual(
    runs.map((_run, index) => inOrder(index + 1).join("")),
  );
});

test("a run of the last twenty that is heard of late has those after it judged again", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 20 }), (count, late) => {
      const at = Math.max(0, count - 1 - late);
      const line = createRunLine(tell);
      for (const [index, run] of runs.slice(0, count).entries()) if (index !== at) line.add(run);
      const again = line.add(runs[at] as Run);
      expect(again.map(({ run }) => run)).toEqual(runs.slice(at, count));
      expect(again.at(-1)?.step).toBe(inOrder(count).join(""));
      expect(line.add(buildRun({ runId: "next", succeeded: [1e9, 1e9] }))[0]?.step).toBe(
        `${inOrder(count).join("")}next `,
      );
    }),
  );
});
