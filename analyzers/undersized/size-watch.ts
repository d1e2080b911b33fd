import type { Series } from "../../schemas/series.ts";
import { createRunLine, type JudgedRun } from "../baselines/run-line.ts";
import type { SeriesDecisions } from "../decisions/series-decisions.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import { beginOf, type Run, successOf } from "../runs/run.ts";
import { detectUndersized } from "./detect.ts";
import { NO_SIZES, type SizedRun, type SizeStep, stepSize } from "./size-history.ts";

/** So many undersized runs in a row are remembered as open. */
const OPEN_MAX = 400;

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly minBytes: number | null;
  readonly ledger: Ledger;
  readonly slotMsOf: (run: Run) => number | null;
  readonly decisions: () => SeriesDecisions;
};

/** The sizes of one series' runs, kept judged; `note` takes each successful run once. */
export function createSizeWatch(watched: Subject) {
  const { series, subject, minBytes, ledger, slotMsOf, decisions } = watched;
  const line = createRunLine<SizeStep>({
    judge: (run, before) => stepSize(before?.history ?? NO_SIZES, toSized(run), minBytes),
    restartMsOf: (atMs) => decisions().restartMs(atMs),
  });
  let openRunIds: readonly string[] = [];

  function toSized(run: Run): SizedRun {
    const { isRight, widening } = decisions();
    return {
      runId: run.runId,
      bytes: Number(run.success?.sizeBytes ?? 0n),
      isRight: isRight("undersized", run.runId) || isRight("oversized", run.runId),
      widening: widening("undersized", beginOf(run) ?? 0),
    };
  }

  function tell(steps: readonly JudgedRun<SizeStep>[], nowMs: number) {
    // Those are judged again: they are open only if they are found so now.
    const again = new Set(steps.map(({ run }) => run.runId));
    openRunIds = openRunIds.filter((runId) => !again.has(runId));
    for (const { run: judged, step } of steps) {
      const success = successOf(judged);
      if (!success) continue;
      const scene = { series, subject, run: judged, success, slotMs: slotMsOf(judged), step };
      for (const judgement of detectUndersized({ ...scene, openRunIds }))
        ledger.settle(judgement, nowMs);
      const isOpen = step.judgement.verdict === "found" && !step.adopted;
      openRunIds = isOpen ? [...openRunIds, judged.runId].slice(-OPEN_MAX) : [];
    }
  }

  return {
    note: (run: Run, nowMs: number) => tell(line.add(run), nowMs),
    judgeAgain: (nowMs: number) => tell(line.judgeAgain(), nowMs),
  };
}
