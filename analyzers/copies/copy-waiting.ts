import { COPY_ROLES } from "../../schemas/events.ts";
import type { Channel } from "../detection/channels.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper } from "../detection/world.ts";
import type { Run } from "../runs/run.ts";
import type { createCopyChannels } from "./copy-channels.ts";
import { type CopyScene, copyDeadlineMs, lastGone } from "./copy-scene.ts";
import { lostAtMs } from "./detect-lost.ts";

/** A watermark, of whoever vouches for the copies by then. */
type Awaited = { readonly channels: () => readonly Channel<Sleeper>[]; readonly atMs: number };
type CopyChannels = ReturnType<typeof createCopyChannels>;

/** The runs of one series whose copies are not judged to the end until watermarks move. */
export function createCopyWaiting(channels: CopyChannels, patience: SeriesPatience) {
  const runs = new Map<Run, readonly Awaited[]>();

  /** Waits for the deadline of the copies, and for what was to be seen when one of them went. */
  function waitFor(scene: CopyScene, nowMs: number) {
    const { run } = scene;
    runs.delete(run);
    for (const role of COPY_ROLES) {
      awaitAll(run, () => [channels.ofRole(run, role)], copyDeadlineMs(scene), nowMs);
      const gone = lastGone(scene, role);
      if (gone) awaitAll(run, () => channels.ofGone(gone.place), lostAtMs(scene, role), nowMs);
    }
  }

  function awaitAll(run: Run, all: Awaited["channels"], atMs: number | null, nowMs: number) {
    if (atMs === null) return;
    for (const channel of all()) {
      if (patience.watermarkOf(channel) >= atMs) continue;
      runs.set(run, [...(runs.get(run) ?? []), { channels: all, atMs }]);
      patience.waitFor(channel, atMs, nowMs);
    }
  }

  /** Those of which something awaited has come. */
  function ready(): readonly Run[] {
    const come: Run[] = [];
    for (const [run, awaited] of runs) if (awaited.some(hasCome)) come.push(run);
    return come;
  }

  function hasCome({ channels: all, atMs }: Awaited): boolean {
    return all().every((channel) => patience.watermarkOf(channel) >= atMs);
  }

  /** The alarm that rang was that of the first; those that still wait need the next. */
  function waitOn(nowMs: number) {
    const soonest = new Map<Channel<Sleeper>, number>();
    for (const { channels: all, atMs } of [...runs.values()].flat())
      for (const channel of all())
        if (patience.watermarkOf(channel) < atMs)
          soonest.set(channel, Math.min(atMs, soonest.get(channel) ?? atMs));
    for (const [channel, atMs] of soonest) patience.waitFor(channel, atMs, nowMs);
  }

  return { waitFor, ready, waitOn, forget: (run: Run) => void runs.delete(run) };
}
