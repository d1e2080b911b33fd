import { compareEnds } from "./compare-ends.ts";
import { isPoint, type Link, type Member, type Point } from "./link.ts";

const DAY_MS = 86_400_000;
/** Without a retention a run is forgotten after five weeks. */
const KEEP_DEFAULT_MS = 35 * DAY_MS;
/** Copies may be heard of before their run. */
const KEEP_UNHEARD_MS = 7 * DAY_MS;
/** More of one asset are not kept, however long its retention. */
export const LINKS_MAX = 5_000;
/** So many go at once, as looking for them takes a while. */
const CUT = LINKS_MAX / 10;

type Options = {
  readonly nowMs: number;
  readonly members: Iterable<Member>;
  readonly baseOf: (point: Point) => Point | null;
};

export type Forgettable = {
  readonly forgotten: ReadonlySet<Link>;
  readonly cut: readonly Link[];
  /** What ended before is forgotten unless something else needs it. */
  readonly sinceMs: number;
};

/**
 * Those links of an asset that no longer matter: neither young, nor leaned on, nor the newest of
 * their series. `cut` are those among them that do, where too many do: the runs heard of first that
 * nothing says succeeded, then what ended first.
 */
export function findForgettable(links: readonly Link[], options: Options): Forgettable {
  const { nowMs, members } = options;
  const sinceMs = nowMs - Math.max(...[...members].map(keepMsOf));
  const needed = findNeeded(links.filter(isPoint).sort(compareEnds), { ...options, sinceMs });
  const unneeded = links.filter((link) =>
    isPoint(link) ? !needed.has(link) : link.openedAtMs + KEEP_UNHEARD_MS <= nowMs,
  );
  const forgotten = new Set<Link>(unneeded);
  if (links.length - unneeded.length <= LINKS_MAX) return { forgotten, cut: [], sinceMs };
  const going = links.filter((link) => !isPoint(link) && !forgotten.has(link));
  const cut: readonly Link[] = [...going, ...[...needed].sort(compareEnds)].slice(0, CUT);
  return { forgotten: new Set([...unneeded, ...cut]), cut, sinceMs };
}

type Needing = Pick<Options, "baseOf"> & { readonly sinceMs: number };

function findNeeded(points: readonly Point[], { sinceMs, baseOf }: Needing): Set<Point> {
  const newest = new Map(points.map((point) => [point.member, point]));
  const young = points.filter(({ success }) => success.finishedAtMs > sinceMs);
  const needed = new Set([...young, ...newest.values()]);
  const bases = [...needed].flatMap((point) => baseOf(point) ?? []);
  return new Set([...needed, ...bases]);
}

function keepMsOf({ policy }: Member): number {
  const { retention } = policy ?? {};
  return retention ? retention.keep + retention.purgeWithin + DAY_MS : KEEP_DEFAULT_MS;
}
