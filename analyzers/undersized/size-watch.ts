import type { Series } from "../../schemas/series.ts";
import { createRunLine } from "../baselines/run-line.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import { type Run, successOf } from "../runs/run.ts";
import { detectUndersized } from "./detect.ts";
import { NO_SIZES, type SizeStep, stepSize } from "./size-history.ts";

/** So many undersized runs in a row are remembered as open. */
const OPEN_MAX = 400;

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly minBytes: number | null;
  readonly ledger: Ledger;
  readonly slotMsOf: (run: Run) => number | null;
};

/** The sizes of one series' runs, kept judged; `note` takes each successful run once. */
export function createSizeWatch({ series, subject, minBytes, ledger, slotMsOf }: Subject) {
  const line = createRunLine<SizeStep>((run, before) => {
    const bytes = Number(run.success?.sizeBytes ?? 0n);
    return stepSize(before?.history ?? NO_SIZES, { runId: run.runId, bytes }, minBytes);
  });
  let openRunIds: readonly string[] = [];

  function note(run: Run, nowMs: number) {
    for (const { run: judged, step } of line.add(run)) {
      const success = successOf(judged);
      if (!success) continue;
      const scene = { series, subject, run: judged, success, slotMs: slotMsOf(judged), step };
      for (const judgement of detectUndersized({ ...scene, openRunIds }))
        ledger.settle(judgement, nowMs);
      const isOpen = step.judgement.verdict === "found" && !step.adopted;
      openRunIds = isOpen ? [...openRunIds, judged.runId].slice(-OPEN_MAX) : [];
    }
  }

  return { note };
}
