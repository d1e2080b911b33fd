import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import type { Memory } from "../detection/memory.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Fault } from "../findings/judgement.ts";
import { compareRuns, type Run, successOf } from "../runs/run.ts";
import { cutText } from "../wording/cut-text.ts";
import { saySeries } from "../wording/say-series.ts";

/** More warnings of one run are counted, not told. */
const WARNINGS_MAX = 5;

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly ledger: Ledger;
  readonly memory: Memory;
};

/** A run that succeeded with warnings stays told until the next one of its series succeeds. */
export function createWarnedWatch({ series, subject, ledger, memory }: Subject) {
  const last = memory.of("warned", (): { run: Run | null } => ({ run: null }));

  function note(run: Run, nowMs: number) {
    const isLatest = !last.run || compareRuns(last.run, run) <= 0;
    if (isLatest) clear(nowMs);
    if (isLatest) last.run = run;
    const success = successOf(run);
    if (!success || success.warnings.length === 0) return;
    const fault = tell(run, success.warnings);
    if (isLatest) return ledger.settle({ verdict: "found", fault }, nowMs);
    ledger.settle({ verdict: "over", fault, resolution: "another backup followed" }, nowMs);
  }

  function clear(nowMs: number) {
    if (!last.run) return;
    const matter = { kind: "warned", subject, about: last.run.runId } as const;
    ledger.settle({ verdict: "clear", matter, resolution: "another backup followed" }, nowMs);
  }

  function tell(run: Run, warnings: readonly string[]): Fault {
    const { en, fr } = saySeries(series);
    const [first = ""] = warnings;
    return {
      kind: "warned",
      subject,
      about: run.runId,
      onset: run.runId,
      severity: "info",
      series,
      collector: null,
      slotMs: run.slotMs,
      runId: run.runId,
      copy: null,
      evidence: {
        finishedAt: run.success ? instantToJson(run.success.finishedAtMs) : null,
        warnings: warnings.slice(0, WARNINGS_MAX).map(cutText),
        warningsCount: warnings.length,
      },
      summary: {
        en: `The ${en} succeeded with warnings: ${cutText(first)}`,
        fr: `La ${fr} a réussi avec des avertissements : ${cutText(first)}`,
      },
    };
  }

  return { note };
}
