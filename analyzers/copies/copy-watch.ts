import type { Series } from "../../schemas/series.ts";
import { createHabitWatch } from "../copy-habits/habit-watch.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { createSeriesDeletions } from "../mass-deletion/series-deletions.ts";
import { createPurgeWatch } from "../purge-overdue/purge-watch.ts";
import { type Run, successOf } from "../runs/run.ts";
import type { RunShelf } from "../runs/run-shelf.ts";
import { type Copy, presentObservations } from "./copy.ts";
import { createCopyChannels } from "./copy-channels.ts";
import { type CopyScene, presentCopies } from "./copy-scene.ts";
import { createCopyWaiting } from "./copy-waiting.ts";
import { inventoryBeforeMs } from "./inventory-before.ts";
import { judgeCopies } from "./judge-copies.ts";
import { mattersOf } from "./matters-of.ts";
import { type CopyEvent, noteCopy } from "./note-copy.ts";

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly patience: SeriesPatience;
  readonly shelf: RunShelf;
  /** Who is woken to judge what is deleted. */
  readonly onDeletions: Sleeper;
  readonly memory: Memory;
};

type Place = Pick<CopyScene, "counts" | "retiredAtMs">;

/** The copies of one series' runs, kept judged. */
export type CopyWatch = ReturnType<typeof createCopyWatch>;

export function createCopyWatch(about: Subject) {
  const { world, series, subject, policy, patience, shelf, memory } = about;
  const { zone } = policy;
  const channels = createCopyChannels(world, series, memory);
  const waiting = createCopyWaiting(channels, patience, memory);
  const habits = createHabitWatch({ ...about, ledger: world.ledger });
  const deletions = createSeriesDeletions({ ...about, zone, sleeper: about.onDeletions });
  const purges = createPurgeWatch({ ...about, runs: shelf.runs });
  const withdraw = createWithdraw(about, [waiting, habits, deletions]);

  function accept(run: Run, event: CopyEvent) {
    const { role, vault, uri } = event.data.copy;
    const wasPresent = isPresent(run.copies.get(uri));
    noteCopy(run, event, (bound, times) => world.passOver(bound, subject, times));
    const change = Number(isPresent(run.copies.get(uri))) - Number(wasPresent);
    if (change !== 0) world.deletions.count(series.tenant, vault, change);
    if (event.type === "vigie.copy.removed.v1") purges.noteRemoval(vault, uri);
    channels.noteVault(role, vault);
  }

  /**
   * Judges the copies of a run that succeeded, and waits for the vaults' watermarks to pass what
   * they must pass.
   */
  function judge(run: Run, place: Place, nowMs: number) {
    const success = successOf(run);
    if (!success && run.success) return withdraw(run, "its run said later that it failed", nowMs);
    if (!success) return;
    const scene: CopyScene = {
      ...{ series, subject, run, success, zone, ...place },
      present: presentCopies(run),
      roles: channels.roles(),
      policy: policy.policy,
      watermarkMs: (role) => patience.watermarkOf(channels.ofRole(run, role)),
      goneWatermarkMs: (gone) =>
        Math.min(...channels.ofGone(gone).map((channel) => patience.watermarkOf(channel))),
      inventoryBeforeMs: (vault, atMs) => inventoryBeforeMs(world.channels.ofVault(vault), atMs),
      announcedAt: (atMs) => world.announcements.at(series, atMs),
    };
    for (const judgement of judgeCopies(scene)) world.ledger.settle(judgement, nowMs);
    habits.judge(scene, nowMs);
    deletions.note(scene, nowMs);
    purges.note(run, nowMs);
    waiting.waitFor(scene, nowMs);
  }

  /** What is past its retention is no restore point any more: nothing of it remains to be done. */
  function forget(run: Run, nowMs: number) {
    for (const { place } of presentCopies(run))
      world.deletions.count(series.tenant, place.vault, -1);
    withdraw(run, "the retention of its run has ended", nowMs);
  }

  /** Forgets the runs whose time is over, and gives them; asked again at `nextMs`, or before. */
  function forgetExpired(nowMs: number, nextMs: number | null): readonly Run[] {
    purges.judge(nowMs, nextMs);
    const expired = shelf.takeExpired(nowMs);
    for (const run of expired) forget(run, nowMs);
    return expired;
  }

  return {
    ...{ accept, judge, forgetExpired, waiting },
    channelOf: channels.ofRole,
    judgeDeletions: deletions.judge,
  };
}

type Rememberer = { readonly forget: (run: Run, nowMs: number) => void };

/** Of a run that promises no copies any more. */
function createWithdraw({ world, subject }: Subject, rememberers: readonly Rememberer[]) {
  return (run: Run, resolution: string, nowMs: number) => {
    for (const { forget } of rememberers) forget(run, nowMs);
    for (const matter of mattersOf(subject, run))
      world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
  };
}

function isPresent(copy: Copy | undefined): boolean {
  return copy !== undefined && presentObservations(copy).length > 0;
}
