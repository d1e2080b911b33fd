import { createMemory, type Memory, type Remembered } from "../detection/memory.ts";
import type { PassOver } from "../passed-over/passed-over.ts";
import { type Burst, type Bursts, createBursts } from "./create-bursts.ts";
import { type EarlyEnd, endKey } from "./early-ends.ts";

const RUNS_MIN = 5;
/** Of the copies that a tenant has in the vault. */
const SHARE_MIN = 0.01;
const SERIES_MIN = 2;
/** A series that loses more is told of by itself, and counts no more here. */
const RUNS_PER_SERIES_MAX = 2;
/** Of so many, each of one tenant, is known what they lose. */
const VAULTS_MAX = 100_000;

type Kept = { copies: number; readonly bursts: Remembered };
type Shelf = { readonly kept: Kept; readonly bursts: Bursts };

/**
 * What a tenant's series lose in one vault at the same time, a little of each: 5 runs or more, and
 * a hundredth of what is there.
 */
export type VaultDeletions = {
  /** So many copies came, or went where less than 0: of more, more must go to be many. */
  readonly count: (tenant: string, vault: string, by: number) => void;
  readonly put: (tenant: string, end: EarlyEnd, nowMs: number) => void;
  readonly drop: (tenant: string, end: EarlyEnd, nowMs: number) => void;
  readonly burstOf: (tenant: string, end: EarlyEnd) => Burst | null;
  /** What made the burst of an end one; null where it is of none. */
  readonly countsOf: (tenant: string, end: EarlyEnd) => VaultCounts | null;
};

/** Runs and series of a burst, a series counting for few, and what is kept in the vault. */
export type VaultCounts = {
  readonly vaultRuns: number;
  readonly vaultSeries: number;
  readonly vaultCopies: number;
  readonly runsMin: number;
  readonly seriesMin: number;
  readonly leastShare: number;
};

/** Whether what is counted now is many still: of a burst it was when it came about. */
export function isManyOfVault({ vaultRuns, vaultSeries, ...its }: VaultCounts): boolean {
  const { runsMin, leastShare, vaultCopies, seriesMin } = its;
  return vaultRuns >= Math.max(runsMin, leastShare * vaultCopies) && vaultSeries >= seriesMin;
}

/**
 * A series is woken, by its subject, when a burst that takes of its copies comes about or is none
 * any more.
 */
export function createVaultDeletions(
  memory: Memory,
  wake: (subject: string, nowMs: number) => void,
  passOver: PassOver,
): VaultDeletions {
  const remembered = memory.of("shelves", () => new Map<string, Kept>());
  const shelves = new Map([...remembered].map(([key, kept]) => [key, openShelf(key, kept)]));

  /** Counted on with each end: a deletion of a whole vault asks for them at each. */
  const counters = new WeakMap<Burst, Counter>();

  function open(tenant: string, vault: string): Shelf | null {
    const key = `${tenant}\n${vault}`;
    const known = shelves.get(key);
    if (known) return known;
    if (shelves.size >= VAULTS_MAX) {
      passOver("vaults", key.replace("\n", " "));
      return null;
    }
    const kept: Kept = { copies: 0, bursts: {} };
    const shelf = openShelf(key, kept);
    remembered.set(key, kept);
    shelves.set(key, shelf);
    return shelf;
  }

  function openShelf(key: string, kept: Kept): Shelf {
    const isMany = (ends: Iterable<EarlyEnd>) => isMass(ends, kept.copies);
    const forgotten = () => passOver("early-ends", key.replace("\n", " "));
    return { kept, bursts: createBursts(isMany, createMemory(kept.bursts), forgotten) };
  }

  /** Before anybody is woken, who may ask for the sum. */
  function countOn(burst: Burst | null | undefined, end: EarlyEnd, by: 1 | -1) {
    const counter = burst && counters.get(burst);
    if (counter) countEnd(counter, end, by);
  }

  function judgeAll(burst: Burst | null, nowMs: number) {
    const subjects = new Set([...(burst?.ends.values() ?? [])].map(({ subject }) => subject));
    for (const subject of subjects) wake(subject, nowMs);
  }

  return {
    count: (tenant, vault, by) => {
      const shelf = open(tenant, vault);
      if (shelf) shelf.kept.copies += by;
    },
    put: (tenant, end, nowMs) => {
      const bursts = open(tenant, end.place.vault)?.bursts;
      const come = bursts?.put(endKey(end), end) ?? null;
      countOn(bursts?.of(endKey(end)), end, 1);
      judgeAll(come, nowMs);
    },
    drop: (tenant, end, nowMs) => {
      const bursts = open(tenant, end.place.vault)?.bursts;
      countOn(bursts?.of(endKey(end)), end, -1);
      judgeAll(bursts?.drop(endKey(end)) ?? null, nowMs);
    },
    burstOf: (tenant, end) => open(tenant, end.place.vault)?.bursts.of(endKey(end)) ?? null,
    countsOf: (tenant, end) => {
      const shelf = open(tenant, end.place.vault);
      const burst = shelf?.bursts.of(endKey(end));
      if (!shelf || !burst) return null;
      const counter = counters.get(burst) ?? createCounter(burst.ends.values());
      counters.set(burst, counter);
      const { runs: vaultRuns, runsBySeries } = counter;
      return {
        ...{ vaultRuns, vaultSeries: runsBySeries.size, vaultCopies: shelf.kept.copies },
        ...{ runsMin: RUNS_MIN, seriesMin: SERIES_MIN, leastShare: SHARE_MIN },
      };
    },
  };
}

/** By series and run, how many copies went; `runs` is what they count for together. */
type Counter = { readonly runsBySeries: Map<string, Map<string, number>>; runs: number };

function createCounter(ends: Iterable<EarlyEnd>): Counter {
  const counter: Counter = { runsBySeries: new Map(), runs: 0 };
  for (const end of ends) countEnd(counter, end, 1);
  return counter;
}

function countEnd(counter: Counter, { subject, runId }: EarlyEnd, by: 1 | -1): void {
  const { runsBySeries } = counter;
  const runs = runsBySeries.get(subject) ?? new Map<string, number>();
  const before = Math.min(runs.size, RUNS_PER_SERIES_MAX);
  const copies = (runs.get(runId) ?? 0) + by;
  if (copies > 0) runs.set(runId, copies);
  else runs.delete(runId);
  if (runs.size > 0) runsBySeries.set(subject, runs);
  else runsBySeries.delete(subject);
  counter.runs += Math.min(runs.size, RUNS_PER_SERIES_MAX) - before;
}

function isMass(ends: Iterable<EarlyEnd>, copies: number): boolean {
  const wanted = Math.max(RUNS_MIN, SHARE_MIN * copies);
  const bySeries = new Map<string, Set<string>>();
  let counted = 0;
  for (const { subject, runId } of ends) {
    const runs = bySeries.get(subject) ?? new Set();
    bySeries.set(subject, runs);
    if (runs.size >= RUNS_PER_SERIES_MAX || runs.has(runId)) continue;
    runs.add(runId);
    counted += 1;
    if (counted >= wanted && bySeries.size >= SERIES_MIN) return true;
  }
  return false;
}
