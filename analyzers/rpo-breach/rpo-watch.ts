import type { AssetLinks } from "../chains/asset-links.ts";
import {
  goneAtMs,
  hasPresentCopy,
  hasUsableCopy,
  type Member,
  type Members,
  type Point,
} from "../chains/link.ts";
import { newestRestorable } from "../chains/restore-window.ts";
import type { Channel } from "../detection/channels.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { type RpoScene, rpoDeadlineMs, rpoMatter, tellRpoBreach } from "./tell-rpo-breach.ts";

type Subject = {
  readonly world: World;
  readonly links: AssetLinks;
  readonly members: Members;
  readonly patience: SeriesPatience;
  readonly memory: Memory;
};

/** What was told, by subject: since which point, and of which one last. */
type Told = { readonly sinceMs: number; readonly pointMs: number };

/** How old the newest restorable point of an asset is, against what each of its series promises. */
export type RpoWatch = ReturnType<typeof createRpoWatch>;

export function createRpoWatch({ world, links, members, patience, memory }: Subject) {
  const told = memory.of("rpo", () => new Map<string, Told>());

  function judge(nowMs: number) {
    const promising = [...members.values()].filter(promisesRpo);
    if (promising.length === 0) return;
    const newest = newestRestorable(links, isThere);
    const pointMs = newest?.success.finishedAtMs ?? links.firstEndMs();
    if (pointMs === null) return;
    for (const member of promising) {
      const rpoMs = member.policy?.objectives?.rpo ?? 0;
      judgeMember({ member, rpoMs, newest, pointMs }, nowMs);
    }
    if (newest) waitForCopies(newest, nowMs);
  }

  function judgeMember(seen: Omit<RpoScene, "watermarkMs">, nowMs: number) {
    const { member } = seen;
    const deadlineMs = rpoDeadlineMs(seen);
    // Of what is retired by now, the last restore points go as they should.
    if (member.untilMs() <= Math.max(deadlineMs, nowMs) || !member.isExpectedAt(deadlineMs))
      return clear(member, "it is not expected", nowMs);
    const channels = channelsOf(members, deadlineMs);
    const late = channels.filter((channel) => patience.watermarkOf(channel) < deadlineMs);
    for (const channel of late) patience.waitFor(channel, deadlineMs, nowMs);
    const before = told.get(member.subject);
    if (late.length > 0) {
      if (before && before.pointMs < seen.pointMs)
        clear(member, "a newer point can be restored", nowMs);
      return;
    }
    const watermarkMs = Math.min(...channels.map(patience.watermarkOf));
    const sinceMs = before?.sinceMs ?? seen.pointMs;
    told.set(member.subject, { sinceMs, pointMs: seen.pointMs });
    const fault = tellRpoBreach({ ...seen, watermarkMs }, sinceMs);
    world.ledger.settle({ verdict: "found", fault }, nowMs);
  }

  function clear(member: Member, resolution: string, nowMs: number) {
    if (told.delete(member.subject))
      world.ledger.settle({ verdict: "clear", matter: rpoMatter(member), resolution }, nowMs);
  }

  /** A run counts on its job's word while its copies may still come, if its policy asks for any. */
  function isThere(point: Point): boolean {
    if (hasUsableCopy(point)) return true;
    if (point.run.copies.size > 0 && goneAtMs(point) !== null) return false;
    if (lateVaults(point).length > 0) return true;
    return !hasPresentCopy(point) && !point.member.policy?.copies;
  }

  /** Those that have not said yet all that they had to say until the copies' deadline. */
  function lateVaults({ member, run, success }: Point): readonly Channel<Sleeper>[] {
    const { copies } = member.policy ?? {};
    if (!copies) return [];
    const deadlineMs = success.finishedAtMs + copies.within;
    const channels = copies.required.map((role) => member.channelOfCopies(run, role));
    return channels.filter((channel) => patience.watermarkOf(channel) < deadlineMs);
  }

  function waitForCopies(point: Point, nowMs: number) {
    if (hasUsableCopy(point)) return;
    const deadlineMs = point.success.finishedAtMs + (point.member.policy?.copies?.within ?? 0);
    for (const channel of lateVaults(point)) patience.waitFor(channel, deadlineMs, nowMs);
  }

  return { judge, isTold: () => told.size > 0 };
}

function promisesRpo({ policy }: Member): boolean {
  return policy?.objectives?.rpo !== undefined;
}

/** Whose word is needed for all that could be restored until then. */
function channelsOf(members: Members, untilMs: number): readonly Channel<Sleeper>[] {
  const expected = [...members.values()].filter((member) => member.untilMs() > untilMs);
  return [...new Set(expected.map((member) => member.channelOfRuns()))];
}
