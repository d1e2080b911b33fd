import type { Memory } from "../detection/memory.ts";
import { compareEnds } from "./compare-ends.ts";
import { compareLsn } from "./compare-lsn.ts";
import { type Point, rangeOf } from "./link.ts";
import { createSortedList, type SortedList } from "./sorted-list.ts";

/** What shares a family and a recovery fork, so that its logs follow one another. */
export type Lineage = {
  readonly isNamed: boolean;
  /** By first LSN. */
  readonly logs: SortedList<Point>;
  /** What logs can follow, by last LSN: fulls and differentials. */
  readonly anchors: SortedList<Point>;
};

export type Lineages = {
  readonly of: (point: Point) => Lineage | null;
  readonly all: () => Iterable<Lineage>;
  readonly add: (point: Point) => void;
  readonly remove: (point: Point) => void;
};

/** The lineages of one asset; a restore begins another, so they are few. */
type Kept = { readonly isNamed: boolean; readonly logs: Point[]; readonly anchors: Point[] };

export function createLineages(memory: Memory): Lineages {
  const kept = memory.of("lineages", () => new Map<string, Kept>());
  const lineages = new Map([...kept].map(([key, one]) => [key, openLineage(one)]));

  function of({ success: { chain } }: Point): Lineage | null {
    if (!chain) return null;
    const { familyId, recoveryForkId } = chain;
    const key = JSON.stringify([familyId, recoveryForkId]);
    const known = lineages.get(key);
    if (known) return known;
    const isNamed = (familyId ?? recoveryForkId) !== undefined;
    const begun: Kept = { isNamed, logs: [], anchors: [] };
    kept.set(key, begun);
    const lineage = openLineage(begun);
    lineages.set(key, lineage);
    return lineage;
  }

  function listOf(point: Point): SortedList<Point> | null {
    const { chain } = point.success;
    if (point.member.series.backupType === "log")
      return rangeOf(point) ? (of(point)?.logs ?? null) : null;
    return chain?.lastLsn === undefined ? null : (of(point)?.anchors ?? null);
  }

  return {
    of,
    all: () => lineages.values(),
    add: (point) => listOf(point)?.add(point),
    remove: (point) => listOf(point)?.remove(point),
  };
}

function openLineage({ isNamed, logs, anchors }: Kept): Lineage {
  return {
    isNamed,
    logs: createSortedList(compareLogs, logs),
    anchors: createSortedList(compareAnchors, anchors),
  };
}

function compareLogs(a: Point, b: Point): number {
  const [one, two] = [rangeOf(a), rangeOf(b)];
  const apart = compareLsn(one?.firstLsn ?? "0", two?.firstLsn ?? "0");
  return apart || compareLsn(one?.lastLsn ?? "0", two?.lastLsn ?? "0") || compareEnds(a, b);
}

function compareAnchors(a: Point, b: Point): number {
  const [one, two] = [a.success.chain?.lastLsn, b.success.chain?.lastLsn];
  return compareLsn(one ?? "0", two ?? "0") || compareEnds(a, b);
}
