import type { Proof } from "../../schemas/proof.ts";
import { type CopyEvent, noteCopy } from "../copies/note-copy.ts";
import type { Memory } from "../detection/memory.ts";
import { createSeriesPatience, type SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { noteDamage } from "../proofs/note-damage.ts";
import { createPurgeWatch } from "../purge-foretold/purge-watch.ts";
import { createRetentionWatch } from "../retention-short/retention-watch.ts";
import { createRpoWatch } from "../rpo-breach/rpo-watch.ts";
import { noteRun, type RunEvent } from "../runs/note-run.ts";
import type { Run } from "../runs/run.ts";
import { type AssetLinks, createAssetLinks } from "./asset-links.ts";
import { createChainWatch } from "./chain-watch.ts";
import { findBase } from "./find-base.ts";
import { createGoneWatch } from "./gone-watch.ts";
import { isPoint, type Member, type Members, type Point } from "./link.ts";

/** What one asset can be restored to, from the runs of all its series, kept judged. */
export type RestoreWatch = {
  readonly join: (member: Member) => void;
  readonly wake: (nowMs: number) => void;
  /** `run` is what the series keeps of it, the event included; null where it keeps nothing. */
  readonly acceptRun: (member: Member, event: RunEvent, heard: Heard) => void;
  readonly acceptCopy: (member: Member, event: CopyEvent, heard: Heard) => void;
  /** What a proof shows of a copy: whether it can be restored. */
  readonly acceptProof: (member: Member, proof: Proof, heard: Heard) => void;
  /** What its runs take of the heap. */
  readonly bytes: () => number;
  /** While its memory is packed. */
  readonly unbind: () => () => void;
};

type Options = {
  readonly memory: Memory;
  /** Who is woken, and then calls `wake`. */
  readonly sleeper: Sleeper;
};

export type Heard = { readonly run: Run | null; readonly nowMs: number };

export function createRestoreWatch(world: World, { memory, sleeper }: Options): RestoreWatch {
  const { links, members, join } = openLinks(memory);
  const patience = createSeriesPatience(world, sleeper, memory);
  const watched = { world, sleeper, links, members, patience, memory };
  const watches = openWatches(watched);
  const { chains, gone, retention, purges, rpo } = watches;
  const { forget, forgetIfFull, forgetCopies } = createForgetting(watched, watches);

  function acceptRun(member: Member, event: RunEvent, { run, nowMs }: Heard) {
    const link = links.open(member, event.data.runId, run, nowMs);
    if (link.run !== run) noteRun(link.run, event);
    const before = isPoint(link) ? link : null;
    if (!links.refresh(link)) return forgetIfFull(nowMs);
    if (isPoint(link)) {
      chains.note(link, nowMs);
      purges.note(link, baseOf(links, link), nowMs);
      if (hadRemoval(link)) noteCopies(link, nowMs);
    } else if (before) {
      forgetCopies(before, nowMs);
      chains.noteLoss(link, nowMs);
    }
    if (member.series.backupType !== "log") gone.rejudge(nowMs);
    rpo.judge(nowMs);
    forget(nowMs);
  }

  function acceptCopy(member: Member, event: CopyEvent, { run, nowMs }: Heard) {
    const link = links.open(member, event.data.runId, run, nowMs);
    if (link.run !== run) noteCopy(link.run, event, passOverOf(world, member));
    if (!isPoint(link)) return forgetIfFull(nowMs);
    if (hadRemoval(link)) noteCopies(link, nowMs);
    if (hadRemoval(link) || rpo.isTold()) rpo.judge(nowMs);
  }

  function acceptProof(member: Member, proof: Proof, { run, nowMs }: Heard) {
    const link = links.open(member, proof.runId, run, nowMs);
    if (noteDamage(link.run, proof) && isPoint(link)) retention.note(link, nowMs);
    rpo.judge(nowMs);
  }

  function noteCopies(point: Point, nowMs: number) {
    // A log that went before its time leaves a gap.
    if (gone.note(point, nowMs)) chains.note(point, nowMs);
    retention.note(point, nowMs);
    purges.judge(nowMs);
  }

  function wake(nowMs: number) {
    patience.wake(nowMs);
    chains.wake(nowMs);
    gone.rejudge(nowMs);
    retention.judge(nowMs);
    purges.judge(nowMs);
    rpo.judge(nowMs);
  }

  const { bytes, unbind } = links;
  return { join, wake, acceptRun, acceptCopy, acceptProof, bytes, unbind };
}

function openLinks(memory: Memory) {
  const members = new Map<string, Member>();
  const links = createAssetLinks(memory, members);

  function join(member: Member) {
    members.set(member.subject, member);
    links.bind(member);
  }

  return { links, members, join };
}

type Subject = {
  readonly world: World;
  readonly sleeper: Sleeper;
  readonly links: AssetLinks;
  readonly members: Members;
  readonly patience: SeriesPatience;
  readonly memory: Memory;
};

function openWatches(subject: Subject) {
  return {
    chains: createChainWatch(subject),
    gone: createGoneWatch(subject),
    retention: createRetentionWatch(subject),
    purges: createPurgeWatch(subject),
    rpo: createRpoWatch(subject),
  };
}

function createForgetting(
  { world, links }: Subject,
  { chains, gone, retention, purges }: ReturnType<typeof openWatches>,
) {
  function forget(nowMs: number) {
    const { forgotten, cut } = links.sweep(nowMs, (point) => baseOf(links, point));
    for (const { member } of cut) world.passOver("runs-of-asset", member.subject);
    for (const link of forgotten) {
      chains.forget(link, "the retention of its run has ended", nowMs);
      if (isPoint(link)) forgetCopies(link, nowMs);
    }
  }

  /** Runs that nothing says succeeded may come without end. */
  function forgetIfFull(nowMs: number) {
    if (links.isFull()) forget(nowMs);
  }

  function forgetCopies(point: Point, nowMs: number) {
    gone.forget(point, nowMs);
    retention.forget(point);
    purges.forget(point);
  }

  return { forget, forgetIfFull, forgetCopies };
}

function passOverOf(world: World, { subject }: Member): PassOverOne {
  return (bound, times) => world.passOver(bound, subject, times);
}

function baseOf(links: AssetLinks, point: Point): Point | null {
  const base = findBase(links, point);
  return base.state === "known" ? base.point : null;
}

function hadRemoval({ run }: Point): boolean {
  for (const { removedAtMs } of run.copies.values()) if (removedAtMs !== null) return true;
  return false;
}
