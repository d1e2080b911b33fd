import type { Meter } from "@opentelemetry/api";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { LeftOut } from "./choose-copies.ts";
import { BOUNDS } from "./vault-budget.ts";

/** So many are named; all are counted. */
const NAMED_MAX = 10;

export type TellLeftOut = (left: readonly LeftOut[]) => void;

/** Says what the budget of a round left out, in the log and as a metric: never silently. */
export function createTellLeftOut(meter: Meter, logger: Logger): TellLeftOut {
  const counter = meter.createCounter("vigie_verifications_left_out_total", {
    description: "Verifications that a round should have asked for, and its budget had no room for",
  });
  for (const bound of BOUNDS)
    for (const reason of ["due", "risk"]) counter.add(0, { reason, bound });

  return (left) => {
    for (const { reason, bound } of left) counter.add(1, { reason, bound });
    const tell = (which: readonly LeftOut[], message: string) => {
      if (which.length > 0) logger.warn({ count: which.length, copies: name(which) }, message);
    };
    const due = left.filter(({ reason }) => reason === "due");
    tell(
      due.filter(({ never }) => never),
      "Due verifications fit no budget of verification.budget and will never be asked for: raise it",
    );
    tell(
      due.filter(({ never }) => !never),
      "Due verifications wait for the next round as verification.budget is spent",
    );
    const extras = left.filter(({ reason }) => reason === "risk").length;
    if (extras > 0) logger.info({ count: extras }, "verifications for a risk wait for a round");
  };
}

function name(left: readonly LeftOut[]) {
  return left.slice(0, NAMED_MAX).map(({ candidate: { series, runId, copy }, bound }) => ({
    ...{ series: seriesKey(series), runId, bound },
    ...{ vault: copy.vault, sizeBytes: copy.sizeBytes },
  }));
}
