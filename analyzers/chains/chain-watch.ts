import type { Channel } from "../detection/channels.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import type { Matter } from "../findings/judgement.ts";
import type { AssetLinks } from "./asset-links.ts";
import { judgeLink, leans, type Said } from "./judge-link.ts";
import type { Link, Point } from "./link.ts";

type Subject = {
  readonly world: World;
  readonly links: AssetLinks;
  readonly patience: SeriesPatience;
  readonly memory: Memory;
};

/** What leads to the backups of one asset, kept judged. */
export type ChainWatch = ReturnType<typeof createChainWatch>;

type Broken = { readonly matter: Matter; readonly point: Point };

export function createChainWatch({ world, links, patience, memory }: Subject) {
  /** Those that began after their collector's watermark: what they lean on had ended by then. */
  const waiting = memory.of("leaning", () => new Set<Point>());
  const open = memory.of("broken", () => new Map<string, Broken>());

  /** A success may change what is to be said of itself, and of all that ended after it. */
  function note(point: Point, nowMs: number) {
    const { items, countWhile } = links.points;
    const endMs = point.success.finishedAtMs;
    const from = countWhile(({ success }) => success.finishedAtMs < endMs);
    for (const later of items.slice(from)) judge(later, nowMs);
    if (point.member.series.backupType !== "log") rejudgeOpen(nowMs);
    wait(nowMs);
  }

  /** A run that says later that it failed leads to nothing any more. */
  function noteLoss(link: Link, nowMs: number) {
    forget(link, "the run failed after all", nowMs);
    for (const point of links.points.items) judge(point, nowMs);
    wait(nowMs);
  }

  function wake(nowMs: number) {
    for (const point of [...waiting]) judge(point, nowMs);
    wait(nowMs);
  }

  function rejudgeOpen(nowMs: number) {
    for (const { point } of [...open.values()]) judge(point, nowMs);
  }

  function judge(point: Point, nowMs: number) {
    if (!leans(point)) return;
    const watermarkMs = patience.watermarkOf(point.member.channelOfRuns());
    if (watermarkMs < point.success.startedAtMs) return void waiting.add(point);
    waiting.delete(point);
    for (const said of judgeLink(links, point)) settle(said, point, nowMs);
  }

  function settle(said: Said, point: Point, nowMs: number) {
    if (said.state === "clear") return clear(said.matter, said.resolution, nowMs);
    const { state, fault } = said;
    if (state === "broken") {
      open.set(keyOf(fault), { matter: toMatter(fault), point });
      return world.ledger.settle({ verdict: "found", fault }, nowMs);
    }
    open.delete(keyOf(fault));
    const resolution = "a newer backup began a new chain";
    world.ledger.settle({ verdict: "over", fault, resolution }, nowMs);
  }

  function clear(matter: Matter, resolution: string, nowMs: number) {
    if (open.size > 0 && open.delete(keyOf(matter)))
      world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
  }

  function wait(nowMs: number) {
    for (const [channel, atMs] of soonestOf(waiting)) patience.waitFor(channel, atMs, nowMs);
  }

  function forget(link: Link, resolution: string, nowMs: number) {
    for (const point of waiting) if (point === link) waiting.delete(point);
    for (const { matter, point } of [...open.values()])
      if (point === link) clear(matter, resolution, nowMs);
  }

  return { note, noteLoss, wake, forget };
}

function soonestOf(waiting: ReadonlySet<Point>): ReadonlyMap<Channel<Sleeper>, number> {
  const soonest = new Map<Channel<Sleeper>, number>();
  for (const { member, success } of waiting) {
    const channel = member.channelOfRuns();
    const atMs = soonest.get(channel) ?? Number.POSITIVE_INFINITY;
    soonest.set(channel, Math.min(atMs, success.startedAtMs));
  }
  return soonest;
}

function toMatter({ kind, subject, about }: Matter): Matter {
  return { kind, subject, about };
}

function keyOf({ kind, subject, about }: Matter): string {
  return JSON.stringify([kind, subject, about]);
}
