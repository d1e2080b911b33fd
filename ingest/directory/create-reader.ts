import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { DirectorySource } from "../../schemas/config.ts";
import { type Copy, hasSettled } from "./copy.ts";
import { createBudget } from "./create-budget.ts";
import { createHasher } from "./create-hasher.ts";
import type { Copies } from "./open-copies.ts";

/** Hashing a terabyte takes an hour: what was read is remembered in between. */
const BYTES_PER_SAVE = 2 ** 30;

type Options = {
  readonly source: DirectorySource;
  readonly copies: Copies;
  readonly vaults: ReadonlyMap<string, ObjectStore>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly startMs: number;
};

/** Reads the bytes of what has settled, and again, within the budget, of what was read long ago. */
export function createReader({ source, copies, vaults, logger, signal, startMs }: Options) {
  const { hash, isGivenUp } = createHasher({ vaults, logger, signal });
  const budget = createBudget(source.reread.bytesPerHour, startMs);
  const all = () => [...vaults.keys()].flatMap((vault) => [...copies.of(vault).values()]);

  /**
   * Hashes what has settled; gives those that may still have something to say of the time before
   * this scan.
   */
  async function readNew(nowMs: number): Promise<readonly Copy[]> {
    const held: Copy[] = [];
    let unsaved: Copy[] = [];
    let bytes = 0;
    for (const copy of all()) {
      if (copy.hashed || copy.goneAtMs !== null) continue;
      const isSettled = hasSettled(copy, nowMs, source.settle);
      const checksum = isSettled ? await hash(copy) : null;
      if (checksum !== null) {
        unsaved.push({ ...copy, hashed: { checksum, atMs: nowMs } });
        bytes += copy.sizeBytes;
      } else if (!isGivenUp(copy)) {
        held.push(copy);
      }
      if (bytes < BYTES_PER_SAVE) continue;
      await copies.save(unsaved);
      unsaved = [];
      bytes = 0;
    }
    await copies.save(unsaved);
    return held;
  }

  /** Other bytes of the same size and time show only here; they are observed now. */
  async function readAgain(nowMs: number): Promise<void> {
    const readBeforeMs = nowMs - source.reread.every;
    const due = all().flatMap((copy) =>
      copy.isTold && copy.goneAtMs === null && copy.hashed && copy.hashed.atMs <= readBeforeMs
        ? [{ copy, before: copy.hashed }]
        : [],
    );
    const read: Copy[] = [];
    for (const { copy, before } of due.toSorted((a, b) => a.before.atMs - b.before.atMs)) {
      if (signal.aborted || !budget.isOpen(nowMs)) break;
      budget.spend(copy.sizeBytes);
      const checksum = await hash(copy);
      if (checksum === null) continue;
      const hashed = { checksum, atMs: nowMs };
      if (checksum === before.checksum) read.push({ ...copy, hashed });
      else read.push({ ...copy, hashed, observedAtMs: nowMs, isTold: false });
    }
    await copies.save(read);
  }

  return { readNew, readAgain };
}
