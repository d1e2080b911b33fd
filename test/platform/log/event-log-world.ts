import type { TestContext } from "vitest";
import type { Clock } from "../../../platform/clock/clock.ts";
import {
  createSimulatedClock,
  type SimulatedClock,
} from "../../../platform/clock/simulated-clock.ts";
import type { Consumer, EventLog, LogRecord, Topic } from "../../../platform/log/event-log.ts";

export const START_MS = Date.UTC(2026, 10, 2, 6);
const POLLS_MAX = 300;
const POLL_EVERY_MS = 100;

export const ONE: Topic = { name: "conformance.one", partitions: 1 };
/** Of an event that is as long as the intake lets in. */
export const LONG_CHARACTERS = 2 ** 20 - 1_000;
export const MANY: Topic = { name: "conformance.many", partitions: 4 };

/**
 * An empty log of its own for each test; every `open` sees the same records, as another process
 * would.
 */
export type LogFixture = {
  readonly open: (clock: Clock) => Promise<EventLog>;
  /** Absent where the way to the log is not the test's to cut. */
  readonly openSilenceable?: (clock: SimulatedClock) => Promise<Silenceable>;
  /** What passes between two polls of a log that lies elsewhere. */
  readonly pause?: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** A log whose process can fall silent. */
export type Silenceable = {
  readonly log: EventLog;
  /** Resolves when the others have given it up. */
  readonly silence: () => Promise<void>;
  /** Resolves when it has heard of that. */
  readonly wake: () => Promise<void>;
};

/**
 * What a test of a log works with: a clock that stands still, and logs that are closed afterwards.
 */
export class EventLogWorld {
  readonly #prepare: () => Promise<LogFixture>;
  readonly #logs: EventLog[] = [];
  #fixture: LogFixture | undefined;
  clock: SimulatedClock = createSimulatedClock(START_MS);

  constructor(prepare: () => Promise<LogFixture>) {
    this.#prepare = prepare;
  }

  async begin(): Promise<void> {
    this.clock = createSimulatedClock(START_MS);
    this.#fixture = await this.#prepare();
  }

  async end(): Promise<void> {
    for (const log of this.#logs.splice(0)) await log.close();
    await this.#fixture?.remove();
  }

  /** What passes between two polls. */
  async pause(): Promise<void> {
    await this.clock.advanceTo(this.clock.nowMs() + POLL_EVERY_MS);
    await this.#fixture?.pause?.();
  }

  async open(): Promise<EventLog> {
    if (!this.#fixture) throw new Error("no fixture");
    const log = await this.#fixture.open(this.clock);
    this.#logs.push(log);
    return log;
  }

  /** Skips the test where there is none. */
  async openSilenceable({ skip }: TestContext): Promise<Silenceable> {
    const silenceable = await this.#fixture?.openSilenceable?.(this.clock);
    if (!silenceable) return skip("the way to this log is not the test's to cut");
    this.#logs.push(silenceable.log);
    return silenceable;
  }

  /**
   * Polls all in turn, as stages do, until they have `count` records in all and then nothing more.
   */
  async take(count: number, ...consumers: readonly Consumer[]): Promise<readonly LogRecord[][]> {
    const taken: LogRecord[][] = consumers.map(() => []);
    let quiet = 0;
    for (let polls = 0; polls < POLLS_MAX && quiet < 2; polls++) {
      let fresh = 0;
      for (const [index, consumer] of consumers.entries()) {
        const records = await consumer.poll(1_000);
        taken[index]?.push(...records);
        fresh += records.length;
      }
      const total = taken.reduce((sum, records) => sum + records.length, 0);
      quiet = fresh === 0 && total >= count ? quiet + 1 : 0;
      await this.pause();
    }
    return taken;
  }
}

/** So that it can be changed in part. */
export function bind(consumer: Consumer): Consumer {
  return {
    poll: (recordsMax) => consumer.poll(recordsMax),
    mark: () => consumer.mark(),
    commit: (mark) => consumer.commit(mark),
    lag: () => consumer.lag(),
    held: () => consumer.held(),
    close: () => consumer.close(),
  };
}

export function entries(keys: readonly string[], value: string) {
  return keys.map((key) => ({ key, value }));
}

export function keysOf(taken: readonly (readonly LogRecord[])[]): readonly string[][] {
  return taken.map((records) => records.map(({ key }) => key));
}

export function partitionsOf(records: readonly LogRecord[]): readonly number[] {
  return [...new Set(records.map(({ partition }) => partition))].toSorted((a, b) => a - b);
}

export function contentOf({ key, value }: LogRecord): string {
  return `${key}=${value}`;
}
