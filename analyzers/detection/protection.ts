import type { Decision } from "../../schemas/decision.ts";
import type { Series } from "../../schemas/series.ts";
import { createCopyWatch } from "../copies/copy-watch.ts";
import type { CopyEvent } from "../copies/note-copy.ts";
import { applyDecision } from "../decisions/apply-decision.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { noteRun, type RunEvent } from "../runs/note-run.ts";
import type { Run } from "../runs/run.ts";
import { createRunShelf } from "../runs/run-shelf.ts";
import type { FullNotes } from "../sizes/full-notes.ts";
import { createSlotWatch } from "../slots/slot-watch.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import type { KnownSeries } from "./known-series.ts";
import type { Memory } from "./memory.ts";
import { createQuantityWatch } from "./quantity-watch.ts";
import { createSeriesPatience, earliest } from "./series-patience.ts";
import type { World } from "./world.ts";

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly known: KnownSeries;
  /** Of its asset. */
  readonly fulls: FullNotes;
  readonly memory: Memory;
};

/** A series under a policy: its slots, sizes and copies, kept judged. */
export type Protection = ReturnType<typeof createProtection>;

export function createProtection(about: Subject) {
  const { world, series, subject, policy, known, memory } = about;
  const sleeper = known.onDue;
  const { ledger, channels, timers } = world;
  const passOver: PassOverOne = (bound, times) => world.passOver(bound, subject, times);
  const shelf = createRunShelf(policy.policy, memory, passOver);
  const decisions = () => world.decisions.of(series, subject);
  const slots = createSlotWatch({ ...about, ledger, decisions, passOver, shelf });
  const patience = createSeriesPatience(world, sleeper, memory);
  const copies = createCopyWatch({ ...about, patience, shelf, onDeletions: known.onDeletions });
  const quantities = createQuantityWatch({ ...about, stuckAtMsOf: slots.stuckAtMsOf });
  const channelOfRuns = () =>
    channels.ofSource(known.last.source, policy.policy.reportedBy ?? null);

  function acceptRun(event: RunEvent, nowMs: number): Run {
    const run = shelf.open(event.data.runId, nowMs);
    const isNews = run.success === null;
    noteRun(run, event);
    slots.note(run, nowMs);
    if (isNews && run.success) slots.noteSuccess(run.success);
    quantities.note(run, isNews && run.success !== null, nowMs);
    judge(nowMs, [run]);
    return run;
  }

  function acceptCopy(event: CopyEvent, nowMs: number): Run {
    const run = shelf.open(event.data.runId, nowMs);
    copies.accept(run, event);
    judge(nowMs, [run]);
    return run;
  }

  /**
   * Judges all that may have changed: by what was heard of `news`, or because a watermark or our
   * clock moved.
   */
  function judge(nowMs: number, news: readonly Run[]) {
    if (news.length === 0) patience.wake(nowMs);
    const channel = channelOfRuns();
    const watermarkMs = patience.watermarkOf(channel);
    const { touched, nextMs } = slots.judge(nowMs, watermarkMs);
    const retiredAtMs = slots.retiredAtMs();
    for (const run of new Set([...news, ...touched, ...copies.waiting.ready()]))
      copies.judge(run, { counts: slots.counts(run), retiredAtMs }, nowMs);
    if (news.length === 0) copies.waiting.waitOn(nowMs);
    const slowMs = quantities.judgeRunning(watermarkMs, nowMs);
    const dueMs = slots.nextDueMs(nowMs);
    for (const run of copies.forgetExpired(nowMs, dueMs)) slots.forgetRun(run);
    patience.waitForRuns(channel, present([slowMs, nextMs]), nowMs);
    // People see the slot as unknown from then on, until the watermark gets there too.
    const unknownMs = nextMs !== null && nextMs > nowMs ? nextMs : null;
    timers.move(earliest(present([dueMs, unknownMs, patience.holdsUntilMs(nowMs)])), sleeper);
  }

  function decide(decision: Decision, nowMs: number) {
    const { baselines } = quantities;
    applyDecision(decision, { ledger, subject, shelf, slots, baselines }, nowMs);
    judge(nowMs, []);
  }

  return {
    ...{ policy, slots, acceptRun, acceptCopy, decide, judge, channelOfRuns },
    runOf: shelf.get,
    channelOfCopies: copies.channelOf,
    judgeDeletions: copies.judgeDeletions,
    learning: () => slots.learning() ?? quantities.learning(),
  };
}

function present(instantsMs: readonly (number | null)[]): readonly number[] {
  return instantsMs.filter((instantMs) => instantMs !== null);
}
