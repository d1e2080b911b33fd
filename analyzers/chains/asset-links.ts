import type { Memory } from "../detection/memory.ts";
import { createRun, type Run, successOf } from "../runs/run.ts";
import { compareEnds } from "./compare-ends.ts";
import { type Forgettable, findForgettable, LINKS_MAX } from "./find-forgettable.ts";
import { createLineages, type Lineages } from "./lineages.ts";
import { isPoint, type Link, type Member, type Members, type Point } from "./link.ts";
import { createSortedList, type SortedList } from "./sorted-list.ts";

const SWEEP_EVERY_MS = 86_400_000;
/** What a run takes of the heap by all that is remembered of it, and each of its copies. */
const RUN_BYTES = 2_500;
const COPY_BYTES = 1_000;

/** A run's id is its series' own; where several types use one id, the fuller backup is meant. */
const TYPES_BY_FULLNESS = ["full", "image", "incremental", "differential", "log"] as const;

export type FirstRun = {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly parentRunId: string | null;
};

/** The runs of one asset, of every type, that still matter to a restore. */
export type AssetLinks = {
  /** `run` is the series' own, if it has one; what it no longer keeps is kept here. */
  readonly open: (member: Member, runId: string, run: Run | null, nowMs: number) => Link;
  /** Takes in what is new of a link; true where its success is another than before. */
  readonly refresh: (link: Link) => boolean;
  /** What its runs take of the heap, roughly, as if each had as many copies as one had. */
  readonly bytes: () => number;
  readonly ofRun: (runId: string, except: Link) => Link | null;
  readonly ofSet: (backupSetId: string) => Point | null;
  /** Whether anything may lean on it: on a log, as they follow one another, only what names it. */
  readonly isBase: (point: Point) => boolean;
  /** By end. */
  readonly points: SortedList<Point>;
  /** Fulls that are not copy-only, by end. */
  readonly fulls: SortedList<Point>;
  readonly lineages: Lineages;
  /** What the first success of a series that was ever heard of leans on. */
  readonly firstOf: (member: Member) => FirstRun | null;
  /** When the asset's first success that was ever heard of ended. */
  readonly firstEndMs: () => number | null;
  /** Whether there are too many. */
  readonly isFull: () => boolean;
  /**
   * Until when backups ended that had to be forgotten before their time; null where none was, or
   * their time is over. What failed, or only began, is no backup.
   */
  readonly cutToMs: () => number | null;
  /** Whether what a link leans on was known and is forgotten. */
  readonly isSevered: (point: Point) => boolean;
  /** Takes away what no longer matters, and of the rest what is too many. */
  readonly sweep: (nowMs: number, baseOf: (point: Point) => Point | null) => Swept;
  /** After its memory was unpacked: whose runs are a member's. */
  readonly bind: (member: Member) => void;
  /** While its memory is packed: a member is no plain data. Gives what binds all again. */
  readonly unbind: () => () => void;
};

type Swept = Pick<Forgettable, "forgotten" | "cut">;
const NOTHING: Swept = { forgotten: new Set(), cut: [] };

type Known = {
  readonly links: Map<string, Link>;
  readonly severed: Set<Link>;
  sweptAtMs: number;
  cutToMs: number | null;
  /** Of one run. */
  copiesMax: number;
};

const noLinks = (): Known => ({
  links: new Map(),
  severed: new Set(),
  sweptAtMs: Number.NEGATIVE_INFINITY,
  cutToMs: null,
  copiesMax: 0,
});

export function createAssetLinks(memory: Memory, members: Members): AssetLinks {
  const known = memory.of("links", noLinks);
  const { links, severed } = known;
  const { put, drop, heard, ...seen } = createPointIndex(memory, members);

  function open(member: Member, runId: string, run: Run | null, nowMs: number): Link {
    const key = linkKey(member, runId);
    const before = links.get(key);
    if (before) known.copiesMax = Math.max(known.copiesMax, before.run.copies.size);
    if (before) return before;
    const link: Link = { member, run: run ?? createRun(runId), openedAtMs: nowMs, success: null };
    links.set(key, link);
    return link;
  }

  function refresh(link: Link): boolean {
    const success = successOf(link.run);
    if (link.success === success) return false;
    if (isPoint(link)) drop(link);
    link.success = success;
    if (isPoint(link)) put(link);
    return true;
  }

  function ofRun(runId: string, except: Link): Link | null {
    const ofTypes = TYPES_BY_FULLNESS.flatMap((type) => links.get(`${type}\n${runId}`) ?? []);
    const named = ofTypes.filter((link) => link !== except);
    return named.find(isPoint) ?? named[0] ?? null;
  }

  function sweep(nowMs: number, baseOf: (point: Point) => Point | null): Swept {
    if (nowMs < known.sweptAtMs + SWEEP_EVERY_MS && links.size <= LINKS_MAX) return NOTHING;
    known.sweptAtMs = nowMs;
    const options = { nowMs, members: heard(), baseOf };
    const found = findForgettable([...links.values()], options);
    known.cutToMs = cutAfter(known.cutToMs, found);
    for (const point of seen.points.items) {
      const base = baseOf(point);
      if (base && found.forgotten.has(base)) severed.add(point);
    }
    for (const link of found.forgotten) {
      links.delete(linkKey(link.member, link.run.runId));
      if (isPoint(link)) drop(link);
      severed.delete(link);
    }
    return found;
  }

  return {
    ...seen,
    ...{ open, refresh, ofRun, sweep },
    bytes: () => links.size * (RUN_BYTES + COPY_BYTES * known.copiesMax),
    isFull: () => links.size > LINKS_MAX,
    cutToMs: () => known.cutToMs,
    isSevered: (point) => severed.has(point),
    bind: (member) => {
      const prefix = linkKey(member, "");
      for (const [key, link] of links) if (key.startsWith(prefix)) link.member = member;
    },
    unbind: () => {
      const bound = [...links.values(), ...severed].map((link) => [link, link.member] as const);
      for (const [link] of bound) Object.assign(link, { member: null });
      // A link may be in both.
      return () => {
        for (const [link, member] of bound) link.member ??= member;
      };
    },
  };
}

function cutAfter(beforeMs: number | null, { cut, sinceMs }: Forgettable): number | null {
  const endsMs = cut.flatMap((link) =>
    isPoint(link) || link.run.copies.size > 0
      ? (link.success?.finishedAtMs ?? link.openedAtMs)
      : [],
  );
  const cutToMs = Math.max(beforeMs ?? sinceMs, ...endsMs);
  return cutToMs > sinceMs ? cutToMs : null;
}

/** The successes of one asset, by all that others name them by. */
function createPointIndex(memory: Memory, members: Members) {
  const bySet = memory.of("sets", () => new Map<string, Point>());
  const points = createSortedList<Point>(
    compareEnds,
    memory.of("points", () => []),
  );
  const fulls = createSortedList<Point>(
    compareEnds,
    memory.of("fulls", () => []),
  );
  const lineages = createLineages(memory);
  const children = countChildren(points.items);
  /** By subject. */
  const first = memory.of("first", () => new Map<string, FirstRun>());
  const ever = memory.of("ever", (): { firstEndMs: number | null } => ({ firstEndMs: null }));

  function put(point: Point) {
    const { chain, finishedAtMs, startedAtMs, parentRunId, copyOnly } = point.success;
    points.add(point);
    children.count(point, 1);
    if (point.member.series.backupType === "full" && !copyOnly) fulls.add(point);
    if (chain) bySet.set(chain.backupSetId, point);
    lineages.add(point);
    const before = first.get(point.member.subject);
    if (!before || startedAtMs < before.startedAtMs)
      first.set(point.member.subject, { runId: point.run.runId, startedAtMs, parentRunId });
    ever.firstEndMs = Math.min(ever.firstEndMs ?? finishedAtMs, finishedAtMs);
  }

  function drop(point: Point) {
    points.remove(point);
    fulls.remove(point);
    lineages.remove(point);
    const { chain } = point.success;
    children.count(point, -1);
    if (chain && bySet.get(chain.backupSetId) === point) bySet.delete(chain.backupSetId);
  }

  return {
    ...{ points, fulls, lineages, put, drop },
    ofSet: (backupSetId: string) => bySet.get(backupSetId) ?? null,
    isBase: ({ member, run }: Point) =>
      member.series.backupType !== "log" || children.of(run.runId) > 0,
    firstOf: (member: Member) => first.get(member.subject) ?? null,
    firstEndMs: () => ever.firstEndMs,
    /** Those that ever had a success. */
    heard: () => [...first.keys()].flatMap((subject) => members.get(subject) ?? []),
  };
}

/** How many points name a run as their parent. */
function countChildren(points: readonly Point[]) {
  const byParent = new Map<string, number>();
  const of = (runId: string) => byParent.get(runId) ?? 0;

  function count({ success: { parentRunId } }: Point, by: number) {
    if (parentRunId === null) return;
    const left = of(parentRunId) + by;
    if (left > 0) byParent.set(parentRunId, left);
    else byParent.delete(parentRunId);
  }

  for (const point of points) count(point, 1);
  return { of, count };
}

function linkKey({ series }: Member, runId: string): string {
  return `${series.backupType}\n${runId}`;
}
