import type { Decision } from "../../schemas/decision.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import { beginOf } from "../runs/run.ts";
import type { RunShelf } from "../runs/run-shelf.ts";
import { BASELINE_KINDS } from "./baseline-kinds.ts";
import { sayResolution } from "./say-decision.ts";

/** A series that is kept judged. */
type Judged = {
  readonly ledger: Ledger;
  readonly subject: string;
  readonly shelf: RunShelf;
  readonly slots: { readonly reopenSkipped: () => void };
  /** Those that judge runs by what is usual of the series. */
  readonly baselines: readonly { readonly judgeAgain: (nowMs: number) => void }[];
};

/** Lets what was decided of a series bear on what is known of it; its slots are judged after. */
export function applyDecision(decision: Decision, judged: Judged, nowMs: number): void {
  switch (decision.kind) {
    case "accept":
      endSince(decision.from, sayResolution(decision), { ...judged, nowMs });
      for (const baseline of judged.baselines) baseline.judgeAgain(nowMs);
      return;
    case "expected":
    case "false-alarm":
      for (const baseline of judged.baselines) baseline.judgeAgain(nowMs);
      return;
    case "pause":
    case "retire":
    case "resume":
      judged.slots.reopenSkipped();
  }
}

type Ended = Pick<Judged, "ledger" | "subject" | "shelf"> & { readonly nowMs: number };

/** A new normal ends what was found, by the old one, of runs since then. */
function endSince(fromMs: number, resolution: string, { ledger, subject, shelf, nowMs }: Ended) {
  for (const finding of ledger.openOf(subject)) {
    if (finding.runId === null || !BASELINE_KINDS.includes(finding.kind)) continue;
    const run = shelf.get(finding.runId);
    const beganAtMs = (run && beginOf(run)) ?? Date.parse(finding.openedAt);
    if (beganAtMs >= fromMs) ledger.decide(finding.id, resolution, nowMs);
  }
}
