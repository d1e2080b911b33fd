import { compareEnds } from "./compare-ends.ts";
import { isPoint, type Link, type Member, type Point } from "./link.ts";

const DAY_MS = 86_400_000;
/** Without a retention a run is forgotten after five weeks. */
const KEEP_DEFAULT_MS = 35 * DAY_MS;
/** Copies may be heard of before their run. */
const KEEP_UNHEARD_MS = 7 * DAY_MS;
/** More of one asset are not kept, however long its retention. */
export const LINKS_MAX = 5_000;

type Options = {
  readonly nowMs: number;
  readonly members: Iterable<Member>;
  readonly baseOf: (point: Point) => Point | null;
};

/**
 * Those links of an asset that no longer matter: neither young, nor leaned on, nor the newest of
 * their series. `isCut` where more had to go.
 */
export function findForgettable(links: readonly Link[], options: Options) {
  const { nowMs } = options;
  const needed = findNeeded(links.filter(isPoint).sort(compareEnds), options);
  const unneeded = links.filter((link) =>
    isPoint(link) ? !needed.has(link) : link.openedAtMs + KEEP_UNHEARD_MS <= nowMs,
  );
  const isCut = links.length - unneeded.length > LINKS_MAX;
  const cut = isCut ? [...needed].sort(compareEnds).slice(0, LINKS_MAX / 10) : [];
  return { forgotten: new Set<Link>([...unneeded, ...cut]), isCut };
}

function findNeeded(points: readonly Point[], { nowMs, members, baseOf }: Options): Set<Point> {
  const sinceMs = nowMs - Math.max(...[...members].map(keepMsOf));
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
