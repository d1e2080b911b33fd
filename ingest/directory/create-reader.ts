import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { DirectorySource } from "../../schemas/config.ts";
import { type Copy, hasSettled } from "./copy.ts";
import { createBudget } from "./create-budget.ts";
import { hashObject } from "./hash-object.ts";
import type { Copies } from "./open-copies.ts";

/** Hashing a terabyte takes an hour: what was read is remembered in between. */
const BYTES_PER_SAVE = 2 ** 30;
/** A file that cannot be read holds the watermark for so many scans; beyond them it counts as not there, and its run as without this copy. */
const HELD_FAILURES_MAX = 3;
const NAME_LENGTH_LOGGED = 200;

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
  const failures = new Map<string, number>();
  const budget = createBudget(source.reread.bytesPerHour, startMs);
  const all = () => [...vaults.keys()].flatMap((vault) => [...copies.of(vault).values()]);

  /** The checksum of its bytes; null when it changed meanwhile, failed, or reading was broken off. */
  async function hash(copy: Copy): Promise<string | null> {
    const objects = vaults.get(copy.vault);
    const key = `${copy.vault}/${copy.name}`;
    try {
      const checksum = objects ? await hashObject(objects, copy, signal) : null;
      failures.delete(key);
      return checksum;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      const file = key.slice(0, NAME_LENGTH_LOGGED);
      if (count === 1) logger.warn({ err: error, file }, "A file of a vault cannot be read");
      return null;
    }
  }

  /** Hashes what has settled; gives those that may still have something to say of the time before this scan. */
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
      } else if ((failures.get(`${copy.vault}/${copy.name}`) ?? 0) < HELD_FAILURES_MAX) {
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
