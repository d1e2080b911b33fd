import type { Line } from "../estate/line.ts";
import type { Circumstance, Label } from "../label.ts";
import type { Courier } from "./create-courier.ts";
import type { TruthRun } from "./truth-run.ts";

type Labelled = {
  readonly labels: readonly Label[];
  readonly circumstances: readonly Circumstance[];
};

/**
 * Where the newest restorable point was older than the policy allows. A point is as old as the
 * start of its run for some, as its end for others: between them nobody cares.
 */
export function labelRpo(
  line: Line,
  runs: readonly TruthRun[],
  { courier, untilMs }: { readonly courier: Courier; readonly untilMs: number },
): Labelled {
  const rpoMs = line.policy.objectives?.rpo;
  if (rpoMs === undefined) return { labels: [], circumstances: [] };
  const { subject, tenant, dues, cadenceMs, collector, retiredAtMs } = line;
  const labels: Label[] = [];
  const circumstances: Circumstance[] = [];
  const inOrder = runs.toSorted((a, b) => a.finishedAtMs - b.finishedAtMs);
  inOrder.forEach((run, index) => {
    const next = inOrder[index + 1];
    const fromMs = run.startedAtMs + rpoMs;
    const surelyMs = run.finishedAtMs + rpoMs;
    const endMs = next?.finishedAtMs ?? retiredAtMs ?? untilMs;
    const heardAtMs = next?.heardAtMs ?? endMs;
    if (fromMs >= heardAtMs) return;
    const detectableAtMs = courier.vouchedAtMs(collector, surelyMs);
    const hitUntilMs = heardAtMs + cadenceMs;
    // In a maintenance that is longer than the objective nothing was due.
    const isExpected = dues.some((due) => run.finishedAtMs < due && due < surelyMs);
    // What is due by a schedule that is learned, nobody has promised.
    const isPromised = isExpected && !line.isLearned;
    if (detectableAtMs >= heardAtMs || surelyMs >= endMs || !isPromised)
      circumstances.push({
        ...{ cause: "objective just held", bearsOn: "presence", subject },
        ...{ fromMs, toMs: hitUntilMs, dontCare: ["rpo-breach"] },
      });
    else
      labels.push({
        ...{ kind: "rpo-breach", subject, unit: tenant, tier: "medium" },
        group: `rpo-${subject}-${fromMs}`,
        ...{ fromMs, toMs: endMs, detectableAtMs, hitUntilMs, explains: [] },
      });
  });
  return { labels, circumstances };
}
