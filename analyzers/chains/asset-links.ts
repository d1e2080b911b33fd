import { createRun, type Run, successOf } from "../runs/run.ts";
import { compareEnds } from "./compare-ends.ts";
import { findForgettable, LINKS_MAX } from "./find-forgettable.ts";
import { createLineages, type Lineages } from "./lineages.ts";
import { isPoint, type Link, type Member, type Point } from "./link.ts";
import { createSortedList, type SortedList } from "./sorted-list.ts";

const SWEEP_EVERY_MS = 86_400_000;

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
  readonly ofRun: (runId: string, except: Link) => Link | null;
  readonly ofSet: (backupSetId: string) => Point | null;
  /** By end. */
  readonly points: SortedList<Point>;
  /** Fulls that are not copy-only, by end. */
  readonly fulls: SortedList<Point>;
  readonly lineages: Lineages;
  /** What the first success of a series that was ever heard of leans on. */
  readonly firstOf: (member: Member) => FirstRun | null;
  /** When the asset's first success that was ever heard of ended. */
  readonly firstEndMs: () => number | null;
  /** Whether runs had to be forgotten before their time. */
  readonly isCut: () => boolean;
  /** Whether what a link leans on was known and is forgotten. */
  readonly isSevered: (point: Point) => boolean;
  /** Takes away what no longer matters. */
  readonly sweep: (nowMs: number, baseOf: (point: Point) => Point | null) => readonly Link[];
};

export function createAssetLinks(): AssetLinks {
  const links = new Map<string, Link>();
  const index = createPointIndex();
  const severed = new WeakSet<Point>();
  let sweptAtMs = Number.NEGATIVE_INFINITY;
  let isCut = false;

  function open(member: Member, runId: string, run: Run | null, nowMs: number): Link {
    const key = linkKey(member, runId);
    const known = links.get(key);
    if (known) return known;
    const link: Link = { member, run: run ?? createRun(runId), openedAtMs: nowMs, success: null };
    links.set(key, link);
    return link;
  }

  function refresh(link: Link): boolean {
    const success = successOf(link.run);
    if (link.success === success) return false;
    if (isPoint(link)) index.drop(link);
    link.success = success;
    if (isPoint(link)) index.put(link);
    return true;
  }

  function ofRun(runId: string, except: Link): Link | null {
    const ofTypes = TYPES_BY_FULLNESS.flatMap((type) => links.get(`${type}\n${runId}`) ?? []);
    const named = ofTypes.filter((link) => link !== except);
    return named.find(isPoint) ?? named[0] ?? null;
  }

  function sweep(nowMs: number, baseOf: (point: Point) => Point | null): readonly Link[] {
    if (nowMs < sweptAtMs + SWEEP_EVERY_MS && links.size <= LINKS_MAX) return [];
    sweptAtMs = nowMs;
    const members = index.members();
    const found = findForgettable([...links.values()], { nowMs, members, baseOf });
    isCut ||= found.isCut;
    for (const point of index.points.items) {
      const base = baseOf(point);
      if (base && found.forgotten.has(base)) severed.add(point);
    }
    for (const link of found.forgotten) {
      links.delete(linkKey(link.member, link.run.runId));
      if (isPoint(link)) index.drop(link);
    }
    return [...found.forgotten];
  }

  const { points, fulls, lineages, ofSet, firstOf, firstEndMs } = index;
  const known = { points, fulls, lineages, ofSet, firstOf, firstEndMs };
  const isSevered = (point: Point) => severed.has(point);
  return { ...known, open, refresh, ofRun, sweep, isCut: () => isCut, isSevered };
}

/** The successes of one asset, by all that others name them by. */
function createPointIndex() {
  const bySet = new Map<string, Point>();
  const points = createSortedList<Point>(compareEnds);
  const fulls = createSortedList<Point>(compareEnds);
  const lineages = createLineages();
  const first = new Map<Member, FirstRun>();
  let firstEndMs: number | null = null;

  function put(point: Point) {
    const { chain, finishedAtMs, startedAtMs, parentRunId, copyOnly } = point.success;
    points.add(point);
    if (point.member.series.backupType === "full" && !copyOnly) fulls.add(point);
    if (chain) bySet.set(chain.backupSetId, point);
    lineages.add(point);
    const before = first.get(point.member);
    if (!before || startedAtMs < before.startedAtMs)
      first.set(point.member, { runId: point.run.runId, startedAtMs, parentRunId });
    firstEndMs = Math.min(firstEndMs ?? finishedAtMs, finishedAtMs);
  }

  function drop(point: Point) {
    points.remove(point);
    fulls.remove(point);
    lineages.remove(point);
    const { chain } = point.success;
    if (chain && bySet.get(chain.backupSetId) === point) bySet.delete(chain.backupSetId);
  }

  return {
    ...{ points, fulls, lineages, put, drop },
    ofSet: (backupSetId: string) => bySet.get(backupSetId) ?? null,
    firstOf: (member: Member) => first.get(member) ?? null,
    firstEndMs: () => firstEndMs,
    members: () => first.keys(),
  };
}

function linkKey({ series }: Member, runId: string): string {
  return `${series.backupType}\n${runId}`;
}
