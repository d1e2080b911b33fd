import type { Series } from "../../schemas/series.ts";
import { createStreakTeller, type StreakRun } from "../baselines/create-streak-teller.ts";
import { extentOf } from "../baselines/extent-of.ts";
import { createRunWindow, type JudgedRun, type JudgedRuns } from "../baselines/run-window.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { World } from "../detection/world.ts";
import type { Fault } from "../findings/judgement.ts";
import { beginOf, type Run, successOf } from "../runs/run.ts";
import { RECENT_RUNS } from "./find-creep.ts";
import { incompressibleFault } from "./incompressible-fault.ts";
import { STEPS_MAX } from "./ratio-baseline.ts";
import { type RatioStep, stepRatio } from "./step-ratio.ts";

/** Of less, such as an empty archive, the ratio is that of headers. */
const MEASURED_BYTES_MIN = 64 * 1_024;
const RESOLUTIONS = {
  ownUsual: "it was compressed as usual",
  nextUsual: "the next run was compressed as usual",
  adopted: "new level adopted: a week of runs alike",
};

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly memory: Memory;
};

/** How well one series' runs were compressed, kept judged; `note` takes each success once. */
export function createCompressionWatch({ world, series, subject, policy, ...its }: Subject) {
  const memory = its.memory.part("compression");
  const { ledger, announcements } = world;
  const extent = extentOf(series);
  const window = createRunWindow<RatioStep>(STEPS_MAX, step, memory);
  const told = { subject, ledger, resolutions: RESOLUTIONS, memory };
  const teller = createStreakTeller({ ...told, kind: "incompressible" });

  function step(run: Run, before: readonly RatioStep[], previous: Run | null): RatioStep {
    const { success } = run;
    const [raw, stored] = [Number(success?.sizeBytes ?? 1n), Number(success?.storedBytes ?? 1n)];
    const { startedAtMs = 0, finishedAtMs = 0 } = success ?? {};
    const sinceMs = (previous && beginOf(previous)) ?? startedAtMs;
    const decided = world.decisions.of(series, subject);
    const measured = {
      ...{ runId: run.runId, finishedAtMs, ratioLog: Math.log(raw / stored) },
      sizeLog: Math.log(raw),
      encrypted: success?.encrypted ?? null,
      compressed: success?.compressed ?? null,
      isAnnounced: () =>
        announcements.during(series, sinceMs, finishedAtMs).some(({ kind }) => kind !== "policy"),
      isAnew: decided.restartsBetween(sinceMs, startedAtMs),
      rightAtMs: decided.rightAtMs("incompressible", run.runId),
      widening: decided.widening("incompressible", startedAtMs),
    };
    return stepRatio(before, measured, extent);
  }

  function note(run: Run, nowMs: number) {
    if (isMeasured(run)) tell(window.add(run), nowMs);
  }

  function tell({ runs, from }: JudgedRuns<RatioStep>, nowMs: number) {
    const told = runs.map((one, index) => ({
      runId: one.run.runId,
      verdict: faultOf(one, runs.slice(0, index)) ?? verdictOf(one.step),
      isAdopted: one.step.level !== null,
      isNews: index >= from,
    }));
    teller.tell(told, nowMs);
  }

  function faultOf(
    { run, step: its }: JudgedRun<RatioStep>,
    before: readonly JudgedRun<RatioStep>[],
  ): Fault | null {
    const success = successOf(run);
    const { baseline } = its;
    if (!success || !its.isFound || !baseline) return null;
    // What creeps was not good when nobody could see it yet.
    const seen = its.isCreep ? before.slice(0, 1 - RECENT_RUNS) : before;
    const lastGood = seen.findLast((one) => one.step.side !== "low")?.step ?? null;
    const scene = { series, subject, zone: policy.zone, slotMs: run.slotMs, success };
    return incompressibleFault({ ...scene, step: its, baseline, lastGood });
  }

  return { note, judgeAgain: (nowMs: number) => tell(window.judgeAgain(), nowMs) };
}

function verdictOf({ side }: RatioStep): StreakRun["verdict"] {
  return side === "low" ? "doubtful" : "usual";
}

function isMeasured({ success }: Run): boolean {
  if (!success || success.storedBytes === null || success.storedBytes <= 0n) return false;
  return success.sizeBytes >= BigInt(MEASURED_BYTES_MIN);
}
