import type { Series } from "../../schemas/series.ts";
import type { Memory } from "../detection/memory.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { isRunning, type Run } from "../runs/run.ts";
import { type Patience, runningFault } from "./duration-faults.ts";

const SECOND_MS = 1_000;
/** Of more runs of one series at once the oldest are left to `stuck`. */
const RUNNING_MAX = 16;

type Options = {
  readonly series: Series;
  readonly subject: string;
  readonly ledger: Ledger;
  /** Past them a run is `stuck`. */
  readonly stuckAtMsOf: (run: Run) => number;
  readonly memory: Memory;
  readonly passOver: PassOverOne;
};

/** The runs of a series that go on: told when they are slow before they end. */
export function createRunningWatch({ series, subject, ledger, ...its }: Options) {
  const { stuckAtMsOf, memory, passOver } = its;
  const running = memory.of("running", () => new Map<string, Run>());
  const stuck = memory.of("stuck", () => new Set<string>());

  function note(run: Run, nowMs: number) {
    if (isRunning(run)) running.set(run.runId, run);
    else if (running.delete(run.runId) && run.failure) clear(run.runId, "the run failed", nowMs);
    const [oldest] = running.keys();
    if (running.size > RUNNING_MAX && oldest !== undefined && running.delete(oldest))
      passOver("runs-going-on");
  }

  /**
   * Gives the next watermark at which a run may be slow or stuck; `patienceOf` is with a run that
   * began then, null where nothing is known.
   */
  function judge(
    patienceOf: (startedAtMs: number) => Patience | null,
    watermarkMs: number,
    nowMs: number,
  ) {
    const points: number[] = [];
    for (const run of running.values()) {
      const startedAtMs = run.startedAtMs ?? nowMs;
      const untilMs = stuckAtMsOf(run);
      if (watermarkMs >= untilMs) {
        running.delete(run.runId);
        remember(run.runId);
        clear(run.runId, "the run is past its longest duration", nowMs);
        continue;
      }
      points.push(untilMs);
      const patience = patienceOf(startedAtMs);
      if (!patience) continue;
      const slowAtMs = startedAtMs + Math.ceil(SECOND_MS * patience.slowAfterS);
      if (watermarkMs < slowAtMs) points.push(slowAtMs);
      else {
        const scene = { series, subject, slotMs: run.slotMs, run, startedAtMs, watermarkMs };
        ledger.settle({ verdict: "found", fault: runningFault(scene, patience) }, nowMs);
      }
    }
    return points.length === 0 ? null : Math.min(...points);
  }

  function remember(runId: string) {
    const [oldest] = stuck.add(runId);
    if (stuck.size > RUNNING_MAX && oldest !== undefined && stuck.delete(oldest))
      passOver("runs-going-on");
  }

  function clear(about: string, resolution: string, nowMs: number) {
    const matter = { kind: "too-slow", subject, about } as const;
    ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
  }

  return { note, judge, wasStuck: ({ runId }: Run) => stuck.has(runId) };
}
