import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { type Copy, hasSettled } from "./copy.ts";
import { createBudget } from "./create-budget.ts";
import { createExaminer } from "./create-examiner.ts";
import type { Examining } from "./examining.ts";
import type { Copies } from "./open-copies.ts";
import type { WatchedSource } from "./watched-source.ts";

/** Hashing a terabyte takes an hour: what was read is remembered in between. */
const BYTES_PER_SAVE = 2 ** 30;
const COPIES_PER_SAVE = 1_000;

type Options = {
  readonly source: WatchedSource;
  readonly examining: Examining;
  readonly copies: Copies;
  readonly vaults: ReadonlyMap<string, ObjectStore>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly startMs: number;
};

/** Examines what has settled, and again, within the budget, what was examined long ago. */
export function createReader({ source, examining, copies, vaults, ...options }: Options) {
  const { logger, signal, startMs } = options;
  const { costOf, together } = examining;
  const { examine, isGivenUp } = createExaminer({ ...examining, vaults, logger, signal });
  const budget = createBudget(source.again.costPerHour, startMs);
  const all = () => [...vaults.keys()].flatMap((vault) => [...copies.of(vault).values()]);

  /**
   * Examines what has settled; gives those that may still have something to say of the time before
   * this scan.
   */
  async function readNew(nowMs: number): Promise<readonly Copy[]> {
    const held: Copy[] = [];
    let unsaved: Copy[] = [];
    let bytes = 0;
    const waiting = all().filter(({ examined, goneAtMs }) => !examined && goneAtMs === null);
    for (let at = 0; at < waiting.length; at += together) {
      const group = waiting.slice(at, at + together);
      const finding = group.map(async (copy) =>
        hasSettled(copy, nowMs, source.settleMs) ? examine(copy) : null,
      );
      for (const [index, found] of (await Promise.all(finding)).entries()) {
        const copy = group[index];
        if (copy && found !== null) {
          unsaved.push({ ...copy, examined: { found, atMs: nowMs } });
          bytes += copy.sizeBytes;
        } else if (copy && !isGivenUp(copy)) held.push(copy);
      }
      if (bytes < BYTES_PER_SAVE && unsaved.length < COPIES_PER_SAVE) continue;
      await copies.save(unsaved);
      unsaved = [];
      bytes = 0;
    }
    await copies.save(unsaved);
    return held;
  }

  /** What changed under the same size and time shows only here; it is observed now. */
  async function readAgain(nowMs: number): Promise<void> {
    const examinedBeforeMs = nowMs - source.again.everyMs;
    const due = all().flatMap((copy) =>
      copy.isTold && copy.goneAtMs === null && copy.examined
        ? [{ copy, before: copy.examined }]
        : [],
    );
    const old = due.filter(({ before }) => before.atMs <= examinedBeforeMs);
    const read: Copy[] = [];
    for (const { copy, before } of old.toSorted((a, b) => a.before.atMs - b.before.atMs)) {
      if (signal.aborted || !budget.isOpen(nowMs)) break;
      budget.spend(costOf(copy));
      const found = await examine(copy);
      if (found === null) continue;
      const examined = { found, atMs: nowMs };
      if (found === before.found) read.push({ ...copy, examined });
      else read.push({ ...copy, examined, observedAtMs: nowMs, isTold: false });
    }
    await copies.save(read);
  }

  return { readNew, readAgain };
}
