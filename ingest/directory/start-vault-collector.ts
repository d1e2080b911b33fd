import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Acceptor } from "../accept/acceptance.ts";
import type { Copy } from "./copy.ts";
import { createLooker } from "./create-looker.ts";
import { createReader } from "./create-reader.ts";
import { createTeller } from "./create-teller.ts";
import type { Examining } from "./examining.ts";
import { openCopies } from "./open-copies.ts";
import { parsePattern } from "./parse-pattern.ts";
import type { WatchedSource } from "./watched-source.ts";

export type CollectorOptions = {
  readonly acceptor: Acceptor;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
};

type Options = CollectorOptions & {
  readonly source: WatchedSource;
  /** By the names that the source gives them. */
  readonly vaults: ReadonlyMap<string, ObjectStore>;
  readonly examining: Examining;
  /** Called after each scan that saw every vault, with what it saw gone. */
  readonly onScanned?: (removed: readonly Copy[]) => Promise<void>;
};

/**
 * Watches vaults of backups and tells what lies there, what went, and how far it has looked.
 * Each scan looks at all vaults, reads what has settled, tells what is new, and, if every vault
 * could be seen, ends with its watermark; one that could not be seen makes the collector silent
 * and nothing lost. A pattern that gives no whole series is an `OperatingError`.
 */
export async function startVaultCollector(
  options: Options,
): Promise<{ readonly stop: () => Promise<void> }> {
  const { source, vaults, examining, acceptor, state, clock } = options;
  const logger = options.logger.child({ collector: source.name });
  const stopping = new AbortController();
  const { signal } = stopping;
  const meaningOf = parsePattern(source.pattern, source.series);
  const copies = await openCopies(state, source.name, [...vaults.keys()]);
  const looker = createLooker({ copies, vaults, meaningOf, logger });
  const startMs = clock.nowMs();
  const reader = createReader({ source, examining, copies, vaults, logger, signal, startMs });
  const teller = createTeller({
    source,
    ...examining,
    copies,
    vaults,
    meaningOf,
    acceptor,
    logger,
  });

  async function scan() {
    const nowMs = clock.nowMs();
    try {
      const { isComplete, removed } = await looker.look(nowMs);
      const held = await reader.readNew(nowMs);
      await reader.readAgain(nowMs);
      if (signal.aborted) return;
      await teller.tell({ nowMs, removed, held, isComplete });
      if (isComplete) await options.onScanned?.(removed);
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      logger.error({ err: error }, "A scan failed; what it saw is told by a later one");
    }
  }

  const recurring = clock.every(source.everyMs, scan);
  return {
    stop: async () => {
      stopping.abort();
      await recurring.stop();
    },
  };
}
