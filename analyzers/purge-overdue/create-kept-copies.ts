import { type Copy, presentObservations } from "../copies/copy.ts";
import type { Channel } from "../detection/channels.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import type { Run } from "../runs/run.ts";

/** More copies of one series that were not purged in time are not remembered. */
const KEPT_MAX = 1_000;
/** The first may have missed what it tells of with the next. */
const INVENTORIES_MIN = 2;

/** A copy that was not purged when it should have been, as far as is known. */
export type KeptCopy = {
  readonly place: Copy["place"];
  readonly runId: string;
  readonly finishedAtMs: number;
  readonly purgeByMs: number;
  readonly seenAtMs: number;
};

export type KeptProof = { readonly watermarkMs?: number; readonly inventoriesSince?: number };

type Subject = {
  readonly world: World;
  readonly subject: string;
  readonly patience: SeriesPatience;
  readonly memory: Memory;
};

/** The copies of one series that may be kept too long; their runs may be forgotten by then. */
export function createKeptCopies({ world, subject, patience, memory }: Subject) {
  const { channels, removingVaults } = world;
  const kept = memory.of("kept", () => new Map<string, KeptCopy>());

  function keep(run: Run, copy: Copy, purgeByMs: number) {
    const { place } = copy;
    const seenAtMs = presentObservations(copy).at(-1)?.observedAtMs ?? 0;
    if (seenAtMs <= purgeByMs && !tellsOfRemovals(place.vault)) return;
    if (kept.size >= KEPT_MAX && !kept.has(place.uri))
      return world.passOver("copies-overdue", subject);
    const finishedAtMs = run.success?.finishedAtMs ?? 0;
    kept.set(place.uri, { place, runId: run.runId, finishedAtMs, purgeByMs, seenAtMs });
  }

  /** Of other vaults, that no removal is told proves nothing. */
  function tellsOfRemovals(vault: string): boolean {
    return removingVaults.has(vault) || channels.ofVault(vault).inventoriesMs.length > 0;
  }

  /**
   * Proof is an observation since, or that whoever tells of removals has told all since without a
   * word of this one.
   */
  function isProven({ place, purgeByMs, seenAtMs }: KeptCopy): boolean {
    if (seenAtMs > purgeByMs) return true;
    const channel = channels.ofVault(place.vault);
    const { inventoriesMs } = channel;
    if (inventoriesMs.length === 0) return patience.watermarkOf(channel) >= purgeByMs;
    return inventoriesMs.filter((atMs) => atMs >= purgeByMs).length >= INVENTORIES_MIN;
  }

  /** How it was proven: by a look since, by whole inventories without it, or by a watermark. */
  function proofOf({ place, purgeByMs, seenAtMs }: KeptCopy): KeptProof {
    if (seenAtMs > purgeByMs) return {};
    const channel = channels.ofVault(place.vault);
    const { inventoriesMs } = channel;
    if (inventoriesMs.length === 0) return { watermarkMs: patience.watermarkOf(channel) };
    return { inventoriesSince: inventoriesMs.filter((atMs) => atMs >= purgeByMs).length };
  }

  /** The watermarks that may prove what is not proven yet. */
  function awaited(): readonly { readonly channel: Channel<Sleeper>; readonly atMs: number }[] {
    return [...kept.values()].flatMap((copy) => {
      if (isProven(copy)) return [];
      const channel = channels.ofVault(copy.place.vault);
      const nextMs = channel.inventoriesMs.length === 0 ? copy.purgeByMs : channel.watermarkMs + 1;
      return [{ channel, atMs: Math.max(copy.purgeByMs, nextMs) }];
    });
  }

  return {
    keep,
    drop: (uri: string) => void kept.delete(uri),
    isEmpty: () => kept.size === 0,
    proven: () => [...kept.values()].filter(isProven),
    proofOf,
    awaited,
  };
}
