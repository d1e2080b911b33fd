import type { Series } from "../../schemas/series.ts";
import { createStreakTeller, type StreakRun } from "../baselines/create-streak-teller.ts";
import { extentOf } from "../baselines/extent-of.ts";
import type { Decided } from "../baselines/level-step.ts";
import { createRunWindow, type JudgedRuns } from "../baselines/run-window.ts";
import type { SeriesDecisions } from "../decisions/series-decisions.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { World } from "../detection/world.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { beginOf, type Run, successOf } from "../runs/run.ts";
import { createRunningWatch } from "./create-running-watch.ts";
import { type DurationBaseline, durationBaseline, STEPS_MAX } from "./duration-baseline.ts";
import { durationFault, type Patience } from "./duration-faults.ts";
import { slowAfterSeconds } from "./judge-duration.ts";
import { type DurationStep, stepDuration, type TimedRun } from "./step-duration.ts";

const SECOND_MS = 1_000;
const KINDS = ["too-slow", "too-fast"] as const;
type Kind = (typeof KINDS)[number];
/** What makes the same bytes take another time; a purge or a new policy does not. */
const RETIMING = ["migration", "upgrade", "resize"];
const isRetiming = ({ kind }: { readonly kind: string }) => RETIMING.includes(kind);
const RESOLUTIONS = {
  ownUsual: "it took as long as is usual for its size",
  nextUsual: "the next run took as long as is usual for its size",
  adopted: "new level adopted",
};

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  /** Past it a run that goes on is `stuck`. */
  readonly stuckAtMsOf: (run: Run) => number;
  readonly memory: Memory;
};

/** The durations of one series' runs, kept judged. */
export type DurationWatch = ReturnType<typeof createDurationWatch>;

export function createDurationWatch({ world, series, subject, policy, ...its }: Subject) {
  const memory = its.memory.part("durations");
  const { ledger, announcements } = world;
  const minDurationMs = policy.policy.schedule.minDuration ?? null;
  const extent = extentOf(series);
  const window = createRunWindow<DurationStep>(STEPS_MAX, step, memory);
  const passOver: PassOverOne = (bound) => world.passOver(bound, subject);
  const running = createRunningWatch({ ...its, series, subject, ledger, memory, passOver });
  const told = { subject, ledger, resolutions: RESOLUTIONS, memory };
  const slow = createStreakTeller({ ...told, kind: "too-slow" });
  const fast = createStreakTeller({ ...told, kind: "too-fast" });
  const usual = memory.of("usual", unknownBaseline);

  function step(run: Run, before: readonly DurationStep[], previous: Run | null): DurationStep {
    const { startedAtMs = 0, finishedAtMs = 0, sizeBytes = 0n } = run.success ?? {};
    const sinceMs = (previous && beginOf(previous)) ?? startedAtMs;
    const timed = {
      seconds: (finishedAtMs - startedAtMs) / SECOND_MS,
      sizeLog: Math.log(Math.max(1, Number(sizeBytes))),
      minSeconds: minDurationMs === null ? null : minDurationMs / SECOND_MS,
      isAnnounced: () => announcements.during(series, sinceMs, finishedAtMs).some(isRetiming),
      ...decidedOf(world.decisions.of(series, subject), run, sinceMs),
    };
    return stepDuration(before, timed, extent);
  }

  /** Takes what was heard of a run; a success once. */
  function note(run: Run, isSuccessNew: boolean, nowMs: number) {
    running.note(run, nowMs);
    if (!isSuccessNew || !run.success || !isTimed(run, window.last())) return;
    tell(window.add(run), nowMs);
  }

  function tell({ runs, from }: JudgedRuns<DurationStep>, nowMs: number) {
    const tellOf = (kind: Kind) =>
      runs.map(({ run: one, step: its }, index) => ({
        runId: one.runId,
        verdict: verdictOf(one, its, kind),
        isAdopted: its.level !== null,
        isNews: index >= from,
      }));
    slow.tell(tellOf("too-slow"), nowMs);
    fast.tell(tellOf("too-fast"), nowMs);
    usual.baseline = durationBaseline(window.steps(), extent);
  }

  function verdictOf(run: Run, its: DurationStep, kind: Kind): StreakRun["verdict"] {
    const success = successOf(run);
    // What was told as `stuck` while it ran is not told again.
    if (!success || running.wasStuck(run)) return "doubtful";
    if (its.found !== kind) return its.side !== null && its.found === null ? "doubtful" : "usual";
    const scene = { series, subject, slotMs: run.slotMs, run, success, minDurationMs };
    return durationFault(scene, { ...its, found: kind });
  }

  function patienceOf(startedAtMs: number): Patience | null {
    if (slow.isOpen()) return null;
    const decided = world.decisions.of(series, subject);
    return patienceWith(usual.baseline, { decided, last: window.last(), startedAtMs });
  }

  return {
    note,
    judgeAgain: (nowMs: number) => tell(window.judgeAgain(), nowMs),
    /** Gives the next watermark at which a run that goes on may be slow. */
    judgeRunning: (watermarkMs: number, nowMs: number) =>
      running.judge(patienceOf, watermarkMs, nowMs),
  };
}

type Running = {
  readonly decided: SeriesDecisions;
  readonly last: Run | null;
  readonly startedAtMs: number;
};

/** None with a run since which a new normal holds. */
function patienceWith(
  baseline: DurationBaseline | null,
  { decided, last, startedAtMs }: Running,
): Patience | null {
  const sinceMs = (last && beginOf(last)) ?? startedAtMs;
  if (!baseline || decided.restartsBetween(sinceMs, startedAtMs)) return null;
  const widening = decided.widening("too-slow", startedAtMs);
  return { baseline, slowAfterS: slowAfterSeconds(baseline, widening) };
}

/** A collector that sees only files cannot tell how long their writing took: it says 0. */
function isTimed({ success }: Run, last: Run | null): boolean {
  return last !== null || (success !== null && success.finishedAtMs > success.startedAtMs);
}

const unknownBaseline = (): { baseline: DurationBaseline | null } => ({ baseline: null });

function decidedOf(
  { restartsBetween, rightAtMs, widening }: SeriesDecisions,
  { runId, success }: Run,
  sinceMs: number,
): Decided & Pick<TimedRun, "widening"> {
  const { startedAtMs = 0, finishedAtMs = 0 } = success ?? {};
  const saidMs = KINDS.flatMap((kind) => rightAtMs(kind, runId) ?? []);
  return {
    isAnew: restartsBetween(sinceMs, startedAtMs),
    rightAtMs: saidMs.length > 0 ? Math.max(...saidMs) : null,
    finishedAtMs,
    widening: {
      "too-slow": widening("too-slow", startedAtMs),
      "too-fast": widening("too-fast", startedAtMs),
    },
  };
}
