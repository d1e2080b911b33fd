import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Backup } from "../chains/backup.ts";
import { sayChain } from "../chains/say-chain.ts";
import type { Reach } from "./find-reaches.ts";
import { isLogByLsn, type Log, lineageOf } from "./log-lineages.ts";
import { sayUnusable } from "./usable-copies.ts";

/** Jobs may tell whole seconds. */
const SECOND_MS = 1_000;

type Base = Backup & {
  readonly chain: NonNullable<Backup["chain"]> & { readonly lastLsn: bigint };
};
type Walked = { readonly base: Base; readonly logs: readonly Log[]; readonly reached: bigint };

/**
 * The instants that logs lead to from bases that can be restored, and the logs that nothing leads
 * to. A base within another's interval leads no further than it: both would have to pass the same
 * gap. Each log is looked at once.
 */
export function findIntervals(logs: readonly Backup[], bases: readonly Backup[]): Reach[] {
  const lineages = Map.groupBy(logs.filter(isLogByLsn), lineageOf);
  return [...lineages].flatMap(([lineage, own]) =>
    walkLineage(
      own,
      bases.filter(hasEnd).filter((base) => lineageOf(base) === lineage),
    ),
  );
}

function hasEnd(backup: Backup): backup is Base {
  return backup.chain?.lastLsn != null;
}

function walkLineage(all: readonly Log[], bases: readonly Base[]): Reach[] {
  const known = all.toSorted((a, b) => compare(a.chain.firstLsn, b.chain.firstLsn));
  const usable = known.filter(({ copies }) => copies.length > 0);
  const intervals: Reach[] = [];
  const walks: Walked[] = [];
  for (const base of bases.toSorted((a, b) => compare(a.chain.lastLsn, b.chain.lastLsn))) {
    const before = walks.at(-1);
    if (before && base.chain.lastLsn <= before.reached) continue;
    const walk = follow(usable, base);
    walks.push(walk);
    intervals.push(...toInterval(walk, known));
  }
  return [...intervals, ...findUnreached(walks, { usable, known })];
}

/** Of several logs that go on from one point, the one that reaches furthest. */
function follow(usable: readonly Log[], base: Base): Walked {
  const logs: Log[] = [];
  let reached = base.chain.lastLsn;
  let furthest: Log | null = null;
  for (const log of usable) {
    if (log.chain.firstLsn > reached) {
      if (!furthest) break;
      logs.push(furthest);
      reached = furthest.chain.lastLsn;
      furthest = null;
      if (log.chain.firstLsn > reached) break;
    }
    if (log.chain.lastLsn > (furthest?.chain.lastLsn ?? reached)) furthest = log;
  }
  if (furthest) {
    logs.push(furthest);
    reached = furthest.chain.lastLsn;
  }
  return { base, logs, reached };
}

function toInterval(walk: Walked, known: readonly Log[]): Reach[] {
  const { base, logs } = walk;
  const last = logs.at(-1);
  const fromMs = base.finishedAtMs + SECOND_MS;
  if (!last || last.startedAtMs < fromMs) return [];
  const ends = sayEnd(walk, known);
  return [{ kind: "interval", fromMs, untilMs: last.startedAtMs, base, logs, ends }];
}

/** Null where no later log is known: it goes on with the next. */
function sayEnd({ base, logs, reached }: Walked, known: readonly Log[]): Bilingual | null {
  const later = known.filter(({ chain }) => chain.lastLsn > reached);
  const next = later.find(({ chain }) => chain.firstLsn <= reached);
  if (next) return sayUnusable(next);
  const [first] = later;
  return first ? sayChain.gap(logs.at(-1) ?? base, first, reached).reason : null;
}

type Lineage = { readonly usable: readonly Log[]; readonly known: readonly Log[] };

/** The logs before the first base, and those after each gap until the next base. */
function findUnreached(walks: readonly Walked[], { usable, known }: Lineage): Reach[] {
  const between = Map.groupBy(usable, ({ chain }) =>
    walks.findLastIndex(({ base }) => base.chain.lastLsn <= chain.lastLsn),
  );
  return [...between].flatMap(([index, logs]): Reach[] => {
    const walk = walks[index];
    const [first, ...others] = logs.filter(({ chain }) => !walk || chain.lastLsn > walk.reached);
    if (!first) return [];
    const reason = (walk && sayEnd(walk, known)) ?? sayChain.noAnchor(first).reason;
    return [{ kind: "broken", backups: [first, ...others], reason }];
  });
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
