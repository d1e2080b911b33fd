import type { Series } from "../../schemas/series.ts";
import { createCopyWatch } from "../copies/copy-watch.ts";
import { type CopyEvent, noteCopy } from "../copies/note-copy.ts";
import { noteRun, type RunEvent } from "../runs/note-run.ts";
import type { Run } from "../runs/run.ts";
import { createRunShelf } from "../runs/run-shelf.ts";
import { createSlotWatch } from "../slots/slot-watch.ts";
import { createSizeWatch } from "../undersized/size-watch.ts";
import { createWarnedWatch } from "../warned/warned-watch.ts";
import type { Channel } from "./channels.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import { createSeriesPatience } from "./series-patience.ts";
import type { Sleeper, World } from "./world.ts";

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  /** Who is woken, and then calls `judge`. */
  readonly sleeper: Sleeper;
};

/** A series under a policy: its slots, sizes and copies, kept judged. */
export type Protection = ReturnType<typeof createProtection>;

export function createProtection({ world, series, subject, policy, sleeper }: Subject) {
  const { ledger, channels, timers } = world;
  const shelf = createRunShelf(policy.policy);
  const slots = createSlotWatch({ series, subject, policy, ledger });
  const patience = createSeriesPatience(world, sleeper);
  const copies = createCopyWatch({ world, series, subject, policy, patience });
  const minBytes = policy.policy.size?.minBytes ?? null;
  const { slotMsOf } = slots;
  const sizes = createSizeWatch({ series, subject, minBytes, ledger, slotMsOf });
  const warned = createWarnedWatch({ series, subject, ledger, slotMsOf });
  let source: string | null = null;

  function acceptRun(event: RunEvent, nowMs: number) {
    source = event.source;
    const run = shelf.open(event.data.runId, nowMs);
    const isNews = run.success === null;
    noteRun(run, event);
    slots.note(run);
    if (isNews && run.success) {
      slots.noteSuccess(run.success);
      sizes.note(run, nowMs);
      warned.note(run, nowMs);
    }
    judge(nowMs, [run]);
  }

  function acceptCopy(event: CopyEvent, nowMs: number) {
    const run = shelf.open(event.data.runId, nowMs);
    noteCopy(run, event);
    copies.noteVault(event.data.copy.role, event.data.copy.vault);
    judge(nowMs, [run]);
  }

  /**
   * Judges all that may have changed: by what was heard of `news`, or because a watermark or our
   * clock moved.
   */
  function judge(nowMs: number, news: readonly Run[]) {
    if (news.length === 0) patience.wake(nowMs);
    const channel = channelOfRuns();
    const { touched, nextMs } = slots.judge(nowMs, patience.watermarkOf(channel));
    for (const run of new Set([...news, ...touched, ...copies.waiting]))
      copies.judge(run, { slotMs: slotMsOf(run), counts: slots.counts(run) }, nowMs);
    for (const run of shelf.takeExpired(nowMs)) copies.forget(run, nowMs);
    const dueMs = slots.nextDueMs(nowMs);
    if (dueMs !== null) timers.set(dueMs, sleeper);
    if (nextMs === null) return;
    patience.waitFor(channel, nextMs, nowMs);
    // People see the slot as unknown from then on, until the watermark gets there too.
    if (nextMs > nowMs) timers.set(nextMs, sleeper);
  }

  function channelOfRuns(): Channel<Sleeper> {
    return channels.ofSource(source, policy.policy.reportedBy ?? null);
  }

  return {
    policy,
    acceptRun,
    acceptCopy,
    judge,
    channelOfRuns,
    sourceOfRuns: () => source,
    stateAt: slots.stateAt,
    nextDueMs: slots.nextDueMs,
    expectFrom: slots.expectFrom,
    retire: slots.retire,
  };
}
