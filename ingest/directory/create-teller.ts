import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Acceptor } from "../accept/acceptance.ts";
import type { Copy } from "./copy.ts";
import { createEventMaker, type MadeEvent, type Place } from "./create-event-maker.ts";
import type { Examining } from "./examining.ts";
import type { Copies } from "./open-copies.ts";
import type { PathMeaning } from "./parse-pattern.ts";
import type { WatchedSource } from "./watched-source.ts";

const EVENTS_PER_CALL_MAX = 500;

type Options = {
  readonly source: WatchedSource;
  readonly attributesOf: Examining["attributesOf"];
  readonly copies: Copies;
  readonly vaults: ReadonlyMap<string, ObjectStore>;
  readonly meaningOf: (path: string) => PathMeaning | null;
  readonly acceptor: Acceptor;
  readonly logger: Logger;
};
type Scan = {
  readonly nowMs: number;
  readonly removed: readonly Copy[];
  /** What may still have something to say of the time before this scan. */
  readonly held: readonly Copy[];
  readonly isComplete: boolean;
};

/**
 * Tells what is not told yet, then the watermark; remembers after telling, and what is told twice
 * is the same event.
 */
export function createTeller({ source, copies, vaults, meaningOf, acceptor, ...options }: Options) {
  const { logger, attributesOf } = options;
  const events = createEventMaker(source, attributesOf);
  let watermarkMs = Number.NEGATIVE_INFINITY;

  function placesOf(some: readonly Copy[]): Place[] {
    return some.flatMap((copy) => {
      const meaning = meaningOf(copy.name);
      const uri = vaults.get(copy.vault)?.uri(copy.name);
      // A pattern that was changed meanwhile may not fit any more.
      return meaning && uri !== undefined ? [{ copy, meaning, uri }] : [];
    });
  }

  async function send(made: readonly MadeEvent[]) {
    for (let start = 0; start < made.length; start += EVENTS_PER_CALL_MAX) {
      const items = made.slice(start, start + EVENTS_PER_CALL_MAX).map((event, index) => ({
        bytes: Buffer.from(JSON.stringify(event)),
        origin: `collector ${source.name}`,
        position: `${start + index}`,
      }));
      const { rejected } = await acceptor.accept(items, "local");
      for (const { fault, reason } of rejected) {
        logger.warn({ fault, reason }, "What was seen could not be told");
      }
    }
  }

  return {
    tell: async ({ nowMs, removed, held, isComplete }: Scan): Promise<void> => {
      const untold = [...vaults.keys()].flatMap((vault) =>
        [...copies.of(vault).values()].filter(isUntold),
      );
      // It never goes back: what is unsettled now was not there, or had another time, at the last
      // scan.
      const reachedMs = held.reduce(
        (least, copy) => Math.min(least, copy.firstSeenAtMs, copy.modifiedAtMs),
        nowMs,
      );
      const nextMs = Math.max(watermarkMs, reachedMs);
      await send([
        ...placesOf(untold).flatMap((place) => [...events.ofRun(place), events.ofCopy(place)]),
        ...placesOf(removed).map((place) => events.ofRemoval(place, place.copy.goneAtMs ?? nowMs)),
        ...(isComplete ? [events.ofScan(nowMs, nextMs)] : []),
      ]);
      if (isComplete) watermarkMs = nextMs;
      await copies.save(untold.map(markTold));
      await copies.remove(removed);
    },
  };
}

function isUntold(copy: Copy): boolean {
  return copy.examined !== null && !copy.isTold && copy.goneAtMs === null;
}

function markTold(copy: Copy): Copy {
  return { ...copy, isTold: true, wasTold: true, isRunTold: true };
}
