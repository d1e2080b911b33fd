import { type CopyEvent, noteCopy } from "../copies/note-copy.ts";
import { createSeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { createRetentionWatch } from "../retention-short/retention-watch.ts";
import { createRpoWatch } from "../rpo-breach/rpo-watch.ts";
import { noteRun, type RunEvent } from "../runs/note-run.ts";
import type { Run } from "../runs/run.ts";
import { createAssetLinks } from "./asset-links.ts";
import { createChainWatch } from "./chain-watch.ts";
import { findBase } from "./find-base.ts";
import { createGoneWatch } from "./gone-watch.ts";
import { isPoint, type Link, type Member, type Point } from "./link.ts";

/** What one asset can be restored to, from the runs of all its series, kept judged. */
export type RestoreWatch = {
  readonly join: (member: Member) => void;
  readonly wake: (nowMs: number) => void;
  /** `run` is what the series keeps of it, the event included; null where it keeps nothing. */
  readonly acceptRun: (member: Member, event: RunEvent, heard: Heard) => void;
  readonly acceptCopy: (member: Member, event: CopyEvent, heard: Heard) => void;
};

export type Heard = { readonly run: Run | null; readonly nowMs: number };

export function createRestoreWatch(world: World): RestoreWatch {
  const sleeper: Sleeper = { wake };
  const links = createAssetLinks();
  const members = new Set<Member>();
  const patience = createSeriesPatience(world, sleeper);
  const chains = createChainWatch({ world, links, patience });
  const gone = createGoneWatch({ world, sleeper, links, patience });
  const retention = createRetentionWatch({ world, sleeper, links, patience });
  const rpo = createRpoWatch({ world, links, members, patience });

  function acceptRun(member: Member, event: RunEvent, { run, nowMs }: Heard) {
    const link = links.open(member, event.data.runId, run, nowMs);
    if (link.run !== run) noteRun(link.run, event);
    if (!links.refresh(link)) return;
    if (isPoint(link)) {
      chains.note(link, nowMs);
      if (hadRemoval(link)) noteCopies(link, nowMs);
    } else chains.noteLoss(link, nowMs);
    if (member.series.backupType !== "log") gone.rejudge(nowMs);
    rpo.judge(nowMs);
    forget(nowMs);
  }

  function acceptCopy(member: Member, event: CopyEvent, { run, nowMs }: Heard) {
    const link = links.open(member, event.data.runId, run, nowMs);
    if (link.run !== run) noteCopy(link.run, event);
    if (!isPoint(link)) return;
    const wasRemoved = hadRemoval(link);
    if (wasRemoved) noteCopies(link, nowMs);
    if (wasRemoved || rpo.isTold()) rpo.judge(nowMs);
  }

  function noteCopies(point: Point, nowMs: number) {
    // A log that went before its time leaves a gap.
    if (gone.note(point, nowMs)) chains.note(point, nowMs);
    retention.note(point, nowMs);
  }

  function wake(nowMs: number) {
    patience.wake(nowMs);
    chains.wake(nowMs);
    gone.rejudge(nowMs);
    retention.judge(nowMs);
    rpo.judge(nowMs);
  }

  function forget(nowMs: number) {
    for (const link of links.sweep(nowMs, baseOf)) forgetLink(link, nowMs);
  }

  function baseOf(point: Point): Point | null {
    const base = findBase(links, point);
    return base.state === "known" ? base.point : null;
  }

  function forgetLink(link: Link, nowMs: number) {
    chains.forget(link, "the retention of its run has ended", nowMs);
    if (!isPoint(link)) return;
    gone.forget(link, nowMs);
    retention.forget(link);
  }

  return { join: (member) => void members.add(member), wake, acceptRun, acceptCopy };
}

function hadRemoval({ run }: Point): boolean {
  for (const { removedAtMs } of run.copies.values()) if (removedAtMs !== null) return true;
  return false;
}
