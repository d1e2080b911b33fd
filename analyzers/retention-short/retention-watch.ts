import { COPY_ROLES } from "../../schemas/events.ts";
import type { AssetLinks } from "../chains/asset-links.ts";
import { keepUntilMs, type Member, type Members, type Point } from "../chains/link.ts";
import type { Role } from "../copies/copy.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { detectRetentionShort, type Removal, removalOf, SHORT_MIN } from "./detect.ts";

type Subject = {
  readonly world: World;
  readonly sleeper: Sleeper;
  readonly links: AssetLinks;
  readonly patience: SeriesPatience;
  readonly members: Members;
  readonly memory: Memory;
};

/** The runs of one series whose copies in one role went too early, and since when that is told. */
type Shelf = {
  readonly subject: string;
  readonly role: Role;
  readonly early: Set<Point>;
  sinceMs: number | null;
};

/** The points of an asset that were removed before their time, counted per series and role. */
export type RetentionWatch = ReturnType<typeof createRetentionWatch>;

export function createRetentionWatch({ world, sleeper, links, patience, ...its }: Subject) {
  const shelves = its.memory.of("shelves", () => new Map<string, readonly Shelf[]>());

  /** Something of a run, or of its copies, was heard of. */
  function note(point: Point, nowMs: number) {
    const { subject } = point.member;
    if (!shelves.has(subject) && !isEarly(point, "primary") && !isEarly(point, "duplicate")) return;
    const known =
      shelves.get(subject) ??
      COPY_ROLES.map((role): Shelf => ({ subject, role, early: new Set(), sinceMs: null }));
    shelves.set(subject, known);
    for (const shelf of known) {
      const wasEarly = shelf.early.delete(point);
      const isNow = isEarly(point, shelf.role);
      if (isNow) shelf.early.add(point);
      if (isNow ? isNews(shelf, point, nowMs) : wasEarly) judge(shelf, nowMs);
    }
  }

  /** What is told already looks at those that follow once too few of the others are promised. */
  function isNews({ role, sinceMs }: Shelf, point: Point, nowMs: number): boolean {
    const removal = sinceMs === null ? removalOf(point, role) : null;
    return removal !== null && isSure(removal, nowMs);
  }

  function judgeAll(nowMs: number) {
    for (const ofMember of shelves.values()) for (const shelf of ofMember) judge(shelf, nowMs);
  }

  function judge(shelf: Shelf, nowMs: number) {
    const { subject, role, early } = shelf;
    const member = its.members.get(subject);
    const keepMs = member?.policy?.retention?.keep;
    if (!member || keepMs === undefined || (early.size === 0 && shelf.sinceMs === null)) return;
    const removals = [...early].flatMap((point) => removalOf(point, role) ?? []);
    const short = removals.filter((removal) => isOwed(removal, nowMs) && isSure(removal, nowMs));
    const promised = short.length > 0 ? promisedOf(member, nowMs) : [];
    const scene = { member, role, keepMs, promised, short, sinceMs: shelf.sinceMs };
    const judgement = detectRetentionShort(scene);
    world.ledger.settle(judgement, nowMs);
    const firstMs = Math.min(...short.map(({ removedAtMs }) => removedAtMs));
    shelf.sinceMs = judgement.verdict === "found" ? (shelf.sinceMs ?? firstMs) : null;
    if (shelf.sinceMs === null) return;
    const ends = short.map(({ point }) => keepUntilMs(point) ?? nowMs).sort((a, b) => b - a);
    world.timers.set(ends[SHORT_MIN - 1] ?? nowMs, sleeper);
  }

  function promisedOf(member: Member, nowMs: number): readonly Point[] {
    return links.points.items.filter(
      (point) => point.member === member && member.counts(point.run) && isKept(point, nowMs),
    );
  }

  /** A copy seen elsewhere before the removal may still be on its way to us. */
  function isSure({ vault, removedAtMs }: Removal, nowMs: number): boolean {
    const channel = world.channels.ofVault(vault);
    if (patience.watermarkOf(channel) >= removedAtMs) return true;
    patience.waitFor(channel, removedAtMs, nowMs);
    return false;
  }

  return {
    note,
    judge: judgeAll,
    forget: (point: Point) => {
      for (const { early } of shelves.get(point.member.subject) ?? []) early.delete(point);
    },
  };
}

function isOwed({ point }: Removal, nowMs: number): boolean {
  return isKept(point, nowMs) && point.member.counts(point.run);
}

function isKept(point: Point, nowMs: number): boolean {
  return (keepUntilMs(point) ?? 0) > nowMs;
}

/** Before its promised end; what is no longer backed up may go with what it belonged to. */
function isEarly(point: Point, role: Role): boolean {
  const removedAtMs = removalOf(point, role)?.removedAtMs ?? null;
  if (removedAtMs === null || removedAtMs >= point.member.untilMs()) return false;
  return removedAtMs < (keepUntilMs(point) ?? Number.NEGATIVE_INFINITY);
}
