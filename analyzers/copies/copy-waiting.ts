import { COPY_ROLES } from "../../schemas/events.ts";
import type { Channel } from "../detection/channels.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper } from "../detection/world.ts";
import type { Run } from "../runs/run.ts";
import type { createCopyChannels } from "./copy-channels.ts";
import { type CopyScene, copyDeadlineMs, lastGone } from "./copy-scene.ts";
import { lostAtMs } from "./detect-lost.ts";

type CopyChannels = ReturnType<typeof createCopyChannels>;

/** The runs of one series whose copies are not judged to the end until watermarks move. */
export function createCopyWaiting(channels: CopyChannels, patience: SeriesPatience) {
  const runs = new Set<Run>();

  /** Waits for the deadline of the copies, and for what was to be seen when one of them went. */
  function waitFor(scene: CopyScene, nowMs: number) {
    const { run } = scene;
    runs.delete(run);
    for (const role of COPY_ROLES) {
      awaitAll(run, [channels.ofRole(run, role)], copyDeadlineMs(scene), nowMs);
      const gone = lastGone(scene, role);
      if (gone) awaitAll(run, channels.ofGone(gone.place), lostAtMs(scene, role), nowMs);
    }
  }

  function awaitAll(
    run: Run,
    all: readonly Channel<Sleeper>[],
    atMs: number | null,
    nowMs: number,
  ) {
    if (atMs === null) return;
    for (const channel of all) {
      if (patience.watermarkOf(channel) >= atMs) continue;
      runs.add(run);
      patience.waitFor(channel, atMs, nowMs);
    }
  }

  return { runs, waitFor };
}
