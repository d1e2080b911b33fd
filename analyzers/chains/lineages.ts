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
  /** Null where nothing is known of it, not even the point. */
  readonly of: (point: Point) => Lineage | null;
  readonly all: () => Iterable<Lineage>;
  readonly add: (point: Point) => void;
  readonly remove: (point: Point) => void;
};

/** The lineages of one asset; a restore begins another. Each goes with its last backup. */
type Kept = { readonly isNamed: boolean; readonly logs: Point[]; readonly anchors: Point[] };

export function createLineages(memory: Memory): Lineages {
  const kept = memory.of("lineages", () => new Map<string, Kept>());
  const lineages = new Map([...kept].map(([key, one]) => [key, openLineage(one)]));

  function open(key: string, isNamed: boolean): Lineage {
    const known = lineages.get(key);
    if (known) return known;
    const begun: Kept = { isNamed, logs: [], anchors: [] };
    kept.set(key, begun);
    const lineage = openLineage(begun);
    lineages.set(key, lineage);
    return lineage;
  }

  function add(point: Point) {
    const [key, list] = [keyOf(point), listOf(point)];
    const { familyId, recoveryForkId } = point.success.chain ?? {};
    const isNamed = (familyId ?? recoveryForkId) !== undefined;
    if (key !== null && list) open(key, isNamed)[list].add(point);
  }

  function remove(point: Point) {
    const [key, list] = [keyOf(point), listOf(point)];
    const lineage = key === null ? undefined : lineages.get(key);
    if (key === null || !list || !lineage) return;
    lineage[list].remove(point);
    if (lineage.logs.items.length > 0 || lineage.anchors.items.length > 0) return;
    lineages.delete(key);
    kept.delete(key);
  }

  return {
    ...{ add, remove, all: () => lineages.values() },
    of: (point) => lineages.get(keyOf(point) ?? "") ?? null,
  };
}

function keyOf({ success: { chain } }: Point): string | null {
  return chain && JSON.stringify([chain.familyId, chain.recoveryForkId]);
}

function listOf(point: Point): "logs" | "anchors" | null {
  if (point.member.series.backupType === "log") return rangeOf(point) ? "logs" : null;
  return point.success.chain?.lastLsn === undefined ? null : "anchors";
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
