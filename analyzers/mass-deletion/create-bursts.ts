import type { Memory } from "../detection/memory.ts";
import type { EarlyEnd } from "./early-ends.ts";

/** Copies that end within so long of each other may be one act; an attacker takes hours. */
export const WINDOW_MS = 6 * 3_600_000;
/** Of more that are no burst, the ones heard of first are forgotten. */
const LOOSE_MAX = 10_000;

/** Many early ends close together, by key. */
export type Burst = { readonly ends: Map<string, EarlyEnd> };

/** Early ends gathered into bursts, in whatever order they are heard of. */
export type Bursts = {
  /** Gives the burst that came about by this end. */
  readonly put: (key: string, end: EarlyEnd) => Burst | null;
  /** Gives the burst that is none any more without this end. */
  readonly drop: (key: string) => Burst | null;
  readonly of: (key: string) => Burst | null;
};

/**
 * `isBurst` judges ends that all lie within a window, and later those that are left of a burst; of
 * more ends it never holds less. `forgotten` is told of each end that is forgotten as there are too
 * many.
 */
export function createBursts(
  isBurst: (ends: Iterable<EarlyEnd>) => boolean,
  memory: Memory,
  forgotten: () => void,
): Bursts {
  const loose = memory.of("loose", () => new Map<string, EarlyEnd>());
  const byKey = memory.of("bursts", () => new Map<string, Burst>());

  function put(key: string, end: EarlyEnd): Burst | null {
    const known = findBurst(end.atMs);
    if (known) {
      join(known, key, end);
      return null;
    }
    loose.set(key, end);
    const [oldest] = loose.keys();
    if (loose.size > LOOSE_MAX && oldest !== undefined && loose.delete(oldest)) forgotten();
    const near = findNear(end);
    if (near.length === 0) return null;
    const burst: Burst = { ends: new Map() };
    for (const [other, one] of near) join(burst, other, one);
    return burst;
  }

  /** Mostly it is the first. */
  function findBurst(atMs: number): Burst | null {
    const far = new Set<Burst>();
    for (const burst of byKey.values()) {
      if (far.has(burst)) continue;
      if (isNear(burst, atMs)) return burst;
      far.add(burst);
    }
    return null;
  }

  function join(burst: Burst, key: string, end: EarlyEnd) {
    loose.delete(key);
    burst.ends.set(key, end);
    byKey.set(key, burst);
  }

  /** What is near an end, if some window in it holds enough: seldom, as all of it must first. */
  function findNear(end: EarlyEnd): readonly Keyed[] {
    const near = [...loose].filter(([, { atMs }]) => Math.abs(atMs - end.atMs) <= WINDOW_MS);
    if (!isBurst(near.map(([, one]) => one))) return [];
    const isEnough = near.some(([, { atMs: fromMs }]) =>
      isBurst(near.map(([, one]) => one).filter(({ atMs }) => isWithin(atMs - fromMs))),
    );
    return isEnough ? near : [];
  }

  function drop(key: string): Burst | null {
    loose.delete(key);
    const burst = byKey.get(key);
    if (!burst) return null;
    byKey.delete(key);
    burst.ends.delete(key);
    if (isBurst(burst.ends.values())) return null;
    for (const [other, end] of burst.ends) {
      byKey.delete(other);
      loose.set(other, end);
    }
    return burst;
  }

  return { put, drop, of: (key) => byKey.get(key) ?? null };
}

function isWithin(lengthMs: number): boolean {
  return 0 <= lengthMs && lengthMs <= WINDOW_MS;
}

type Keyed = readonly [string, EarlyEnd];

/** What follows within a window of a burst's end, or came before within one, belongs to it. */
function isNear({ ends }: Burst, atMs: number): boolean {
  for (const end of ends.values()) if (Math.abs(end.atMs - atMs) <= WINDOW_MS) return true;
  return false;
}
