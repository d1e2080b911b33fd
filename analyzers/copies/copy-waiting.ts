import { COPY_ROLES } from "../../schemas/events.ts";
import type { Channel } from "../detection/channels.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper } from "../detection/world.ts";
import type { Run } from "../runs/run.ts";
import type { Copy, Role } from "./copy.ts";
import type { createCopyChannels } from "./copy-channels.ts";
import { type CopyScene, copyDeadlineMs, lastGone } from "./copy-scene.ts";
import { lostAtMs } from "./detect-lost.ts";

/** A watermark, of whoever vouches by then for the copies in a role, or for one that went. */
type Awaited = { readonly of: Role | Copy["place"]; readonly atMs: number };
type CopyChannels = ReturnType<typeof createCopyChannels>;

/** The runs of one series whose copies are not judged to the end until watermarks move. */
export function createCopyWaiting(
  channels: CopyChannels,
  patience: SeriesPatience,
  memory: Memory,
) {
  const runs = memory.of("awaited", () => new Map<Run, readonly Awaited[]>());

  /** Waits for the deadline of the copies, and for what was to be seen when one of them went. */
  function waitFor(scene: CopyScene, nowMs: number) {
    const { run } = scene;
    runs.delete(run);
    for (const role of COPY_ROLES) {
      awaitAll(run, role, copyDeadlineMs(scene), nowMs);
      const gone = lastGone(scene, role);
      if (gone) awaitAll(run, gone.place, lostAtMs(scene, role), nowMs);
    }
  }

  function awaitAll(run: Run, of: Awaited["of"], atMs: number | null, nowMs: number) {
    if (atMs === null) return;
    for (const channel of channelsOf(run, of)) {
      if (patience.watermarkOf(channel) >= atMs) continue;
      runs.set(run, [...(runs.get(run) ?? []), { of, atMs }]);
      patience.waitFor(channel, atMs, nowMs);
    }
  }

  function channelsOf(run: Run, of: Awaited["of"]): readonly Channel<Sleeper>[] {
    return typeof of === "string" ? [channels.ofRole(run, of)] : channels.ofGone(of);
  }

  /** Those of which something awaited has come. */
  function ready(): readonly Run[] {
    const come: Run[] = [];
    for (const [run, awaited] of runs) if (awaited.some((one) => hasCome(run, one))) come.push(run);
    return come;
  }

  function hasCome(run: Run, { of, atMs }: Awaited): boolean {
    return channelsOf(run, of).every((channel) => patience.watermarkOf(channel) >= atMs);
  }

  /** The alarm that rang was that of the first; those that still wait need the next. */
  function waitOn(nowMs: number) {
    const soonest = new Map<Channel<Sleeper>, number>();
    for (const [run, awaited] of runs)
      for (const { of, atMs } of awaited)
        for (const channel of channelsOf(run, of))
          if (patience.watermarkOf(channel) < atMs)
            soonest.set(channel, Math.min(atMs, soonest.get(channel) ?? atMs));
    for (const [channel, atMs] of soonest) patience.waitFor(channel, atMs, nowMs);
  }

  return { waitFor, ready, waitOn, forget: (run: Run) => void runs.delete(run) };
}
