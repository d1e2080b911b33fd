import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Copy } from "./copy.ts";
import type { Examining } from "./examining.ts";

/**
 * A file that cannot be read holds the watermark for so many scans; beyond them it counts as not
 * there, and its run as without this copy.
 */
const HELD_FAILURES_MAX = 3;
const NAME_LENGTH_LOGGED = 200;

type Options = Pick<Examining, "examine"> & {
  readonly vaults: ReadonlyMap<string, ObjectStore>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

/** Examines copies, and counts those that cannot be. */
export function createExaminer({ vaults, logger, signal, examine }: Options) {
  const failures = new Map<string, number>();
  const keyOf = ({ vault, name }: Copy) => `${vault}/${name}`;

  return {
    /** Null when it changed meanwhile, failed, or was broken off. */
    examine: async (copy: Copy): Promise<string | null> => {
      const objects = vaults.get(copy.vault);
      const key = keyOf(copy);
      try {
        const found = objects ? await examine(objects, copy, signal) : null;
        failures.delete(key);
        return found;
      } catch (error) {
        if (!(error instanceof OperatingError)) throw error;
        const count = (failures.get(key) ?? 0) + 1;
        failures.set(key, count);
        const file = key.slice(0, NAME_LENGTH_LOGGED);
        if (count === 1) logger.warn({ err: error, file }, "A file of a vault cannot be read");
        return null;
      }
    },
    isGivenUp: (copy: Copy): boolean => (failures.get(keyOf(copy)) ?? 0) >= HELD_FAILURES_MAX,
  };
}
