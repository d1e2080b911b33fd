import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import type { AssetLinks } from "./asset-links.ts";
import { findOrphans } from "./find-orphans.ts";
import {
  goneAtMs,
  isGoneEarly,
  isOwed,
  keepUntilMs,
  type Member,
  type Members,
  type Point,
} from "./link.ts";
import { goneMatter, tellGone } from "./tell-chain.ts";

type Subject = {
  readonly world: World;
  readonly sleeper: Sleeper;
  readonly links: AssetLinks;
  readonly patience: SeriesPatience;
  readonly members: Members;
  readonly memory: Memory;
};

/** Bases that were removed before their time, and what leaned on them, kept judged. */
export type GoneWatch = ReturnType<typeof createGoneWatch>;

export function createGoneWatch({ world, sleeper, links, patience, ...its }: Subject) {
  const gone = its.memory.of("gone", () => new Set<Point>());
  /** The subjects of those who lean on it. */
  const told = its.memory.of("goneTold", () => new Map<Point, Set<string>>());
  const toldOf = (base: Point) =>
    [...(told.get(base) ?? [])].flatMap((subject) => its.members.get(subject) ?? []);

  /** Something of a run's copies was heard of; true where it is gone now, or no longer is. */
  function note(base: Point, nowMs: number): boolean {
    const wasGone = gone.has(base);
    if (isGoneEarly(base)) gone.add(base);
    if (gone.has(base)) judge(base, nowMs);
    return gone.has(base) !== wasGone;
  }

  function rejudge(nowMs: number) {
    for (const base of gone) judge(base, nowMs);
  }

  function judge(base: Point, nowMs: number) {
    if (!isGoneEarly(base)) return drop(base, "its base is there again", nowMs);
    if (!links.isBase(base) && !told.has(base)) return;
    const ready = waitForVaults(base, nowMs);
    if (!ready) return;
    const owed = findOrphans(links, base).filter((point) => isOwed(point, nowMs));
    const orphans = Map.groupBy(owed, ({ member }) => member);
    for (const member of toldOf(base)) if (!orphans.has(member)) clear(member, base, nowMs);
    for (const [member, [first, ...others]] of orphans) {
      if (!first) continue;
      const fault = tellGone(base, [first, ...others]);
      world.ledger.settle({ verdict: "found", fault }, nowMs);
      told.set(base, (told.get(base) ?? new Set()).add(member.subject));
      const ends = [first, ...others].map((orphan) => keepUntilMs(orphan) ?? 0);
      world.timers.set(Math.max(...ends), sleeper);
    }
  }

  /** A copy seen elsewhere before the removal may still be on its way to us. */
  function waitForVaults(base: Point, nowMs: number): boolean {
    const goneMs = goneAtMs(base) ?? 0;
    const channels = [...base.run.copies.values()].map(({ place }) =>
      world.channels.ofVault(place.vault),
    );
    const late = channels.filter((channel) => patience.watermarkOf(channel) < goneMs);
    for (const channel of late) patience.waitFor(channel, goneMs, nowMs);
    return late.length === 0;
  }

  function clear(member: Member, base: Point, nowMs: number) {
    told.get(base)?.delete(member.subject);
    const resolution = "nothing that is owed leans on it any more";
    const matter = goneMatter(member, base);
    world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
  }

  function drop(base: Point, resolution: string, nowMs: number) {
    gone.delete(base);
    for (const member of toldOf(base)) {
      const matter = goneMatter(member, base);
      world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
    }
    told.delete(base);
  }

  return {
    note,
    rejudge,
    forget: (base: Point, nowMs: number) => drop(base, "the retention of its run has ended", nowMs),
  };
}
