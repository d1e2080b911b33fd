import assert from "node:assert/strict";
import { OperatingError } from "../errors/operating-error.ts";
import type { Database } from "../sqlite/database.ts";
import { addLags } from "./add-lags.ts";
import {
  type Consumer,
  type Lag,
  type LogRecord,
  type Mark,
  POLLED_CHARACTERS_MAX,
} from "./event-log.ts";
import {
  type Group,
  type Holding,
  hasRivals,
  joinGroup,
  leaveGroup,
  readHoldings,
  renewLease,
} from "./log-groups.ts";
import { measureLag, type Page, readRecords } from "./log-records.ts";

type Held = Holding & { position: number };
/** What is done of it: what lies before `end`, or at it. */
type Done = { readonly held: Held; readonly end: number };

type Options = {
  readonly database: Database;
  readonly group: Group;
  readonly nowMs: () => number;
  /** Differs whenever something was written to the log since it was last asked. */
  readonly stamp: () => number;
  /** Called when this member changed who holds what. */
  readonly changed: () => void;
  readonly left: () => void;
};

/** One member of a group of the embedded log. */
export class EmbeddedConsumer implements Consumer {
  readonly #options: Options;
  #member: number | null = null;
  #held = new Map<number, Held>();
  #turn = 0;
  /** Records that were polled and not committed belong to another member now. */
  #taken = false;
  /**
   * The log's stamp when there was last nothing to poll; polling is nearly free until it changes.
   */
  #idleStamp: number | null = null;
  #closed = false;
  /** A whole member that has lost what it held, and so has ended. */
  #lost = false;

  constructor(options: Options) {
    this.#options = options;
    this.#join();
  }

  async poll(recordsMax: number): Promise<readonly LogRecord[]> {
    assert(!this.#closed, "poll after close");
    const stamp = this.#options.stamp();
    if (stamp === this.#idleStamp) return [];
    this.#refresh();
    const records = this.#read(recordsMax);
    this.#idleStamp = records.length === 0 ? stamp : null;
    return records;
  }

  mark(): Mark {
    return new Map([...this.#held.values()].map(({ stream, position }) => [stream.id, position]));
  }

  async commit(mark: Mark = this.mark()): Promise<void> {
    assert(!this.#closed, "commit after close");
    if (this.#options.group.whole) this.#refresh();
    const done = [...this.#held.values()].flatMap((held): Done[] => {
      const end = Math.min(held.position, mark.get(held.stream.id) ?? held.committed);
      return end > held.committed ? [{ held, end }] : [];
    });
    if (!this.#taken && done.length === 0) return;
    const kept = !this.#taken && this.#write(done);
    if (kept) {
      for (const { held, end } of done) this.#held.set(held.stream.id, { ...held, committed: end });
      return;
    }
    const { topic, name } = this.#options.group;
    this.#held.clear();
    this.#taken = false;
    this.#idleStamp = null;
    throw new OperatingError(
      `Cannot commit to ${topic} as another member of ${name} took the partitions`,
      { retryable: true, hint: "nothing is lost: what was not committed is delivered again" },
    );
  }

  async lag(): Promise<Lag> {
    assert(!this.#closed, "lag after close");
    this.#refresh();
    const { database } = this.#options;
    return addLags(
      [...this.#held.values()].map(({ stream, committed }) =>
        measureLag(database, stream, committed),
      ),
    );
  }

  held(): readonly number[] {
    assert(!this.#closed, "held after close");
    this.#refresh();
    return [...this.#held.values()].map(({ stream }) => stream.partition);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { database, group, changed, left } = this.#options;
    left();
    if (this.#member === null) return;
    leaveGroup(database, group, this.#member);
    changed();
  }

  /** Keeps this member's lease and watches those of its rivals; false if it has none. */
  beat(): boolean {
    const { database, group, nowMs, changed } = this.#options;
    if (this.#member === null || !hasRivals(database, group, this.#member)) return false;
    if (renewLease(database, group, this.#member, nowMs())) changed();
    return true;
  }

  #join(): void {
    const { database, group, nowMs, changed } = this.#options;
    this.#member = joinGroup(database, group, nowMs());
    changed();
  }

  /** Takes up what was gained and drops what was lost since the last look. */
  #refresh(): void {
    const { database, group } = this.#options;
    this.#check();
    let holdings = this.#member === null ? null : readHoldings(database, group, this.#member);
    if (holdings === null) {
      this.#join();
      holdings = readHoldings(database, group, this.#member ?? 0) ?? [];
    }
    const before = this.#held;
    this.#held = new Map(
      holdings.map((holding) => {
        const known = before.get(holding.stream.id);
        const kept = known?.epoch === holding.epoch;
        return [holding.stream.id, kept ? known : { ...holding, position: holding.committed }];
      }),
    );
    for (const [stream, known] of before) {
      if (this.#held.get(stream) === known) continue;
      if (known.position > known.committed) this.#taken = true;
      this.#lost = group.whole;
    }
    this.#check();
  }

  #check(): void {
    if (!this.#lost) return;
    const { topic, name } = this.#options.group;
    throw new OperatingError(`Cannot go on with ${topic} as another member of ${name} took it`, {
      retryable: true,
    });
  }

  #read(recordsMax: number): readonly LogRecord[] {
    const records: LogRecord[] = [];
    const held = [...this.#held.values()];
    if (this.#options.group.whole) return this.#readInOrder(held, recordsMax);
    const first = this.#turn++ % Math.max(1, held.length);
    let charactersLeft = POLLED_CHARACTERS_MAX;
    for (const one of [...held.slice(first), ...held.slice(0, first)]) {
      const recordsLeft = recordsMax - records.length;
      if (recordsLeft <= 0 || charactersLeft <= 0) break;
      const page = this.#readPage(one, recordsLeft, charactersLeft);
      one.position = page.records.at(-1)?.offset ?? one.position;
      records.push(...page.records);
      charactersLeft -= page.characters;
    }
    return records;
  }

  /** Offsets are the order of appending in all streams. */
  #readInOrder(held: readonly Held[], recordsMax: number): readonly LogRecord[] {
    const charactersMax = POLLED_CHARACTERS_MAX / held.length;
    const pages = held.map((one) => this.#readPage(one, recordsMax, charactersMax));
    // What comes next in a stream of which not all was read may be older than another's.
    const ends = pages.flatMap(({ records, isCut }) => (isCut ? records.slice(-1) : []));
    const untilOffset = Math.min(...ends.map(({ offset }) => offset));
    const records = pages
      .flatMap((page) => page.records)
      .filter(({ offset }) => offset <= untilOffset)
      .sort((a, b) => a.offset - b.offset)
      .slice(0, recordsMax);
    const last = new Map(records.map(({ partition, offset }) => [partition, offset]));
    for (const one of held) one.position = last.get(one.stream.partition) ?? one.position;
    return records;
  }

  #readPage({ stream, position }: Held, recordsMax: number, charactersMax: number): Page {
    const { database } = this.#options;
    return readRecords(database, stream, { afterOffset: position, recordsMax, charactersMax });
  }

  /** Whether all were still ours; else none is written. */
  #write(done: readonly Done[]): boolean {
    const { database, group } = this.#options;
    const write = () => {
      const ours = done.every(({ held }) => this.#isOurs(held));
      if (ours)
        for (const { held, end } of done)
          database.run(
            "update holdings set committed = ? where consumer_group = ? and stream = ?",
            end,
            group.name,
            held.stream.id,
          );
      return ours;
    };
    // Where it is lost, what it was about is delivered again.
    return database.transact(write, { mayBeLost: true });
  }

  #isOurs({ stream, epoch }: Held): boolean {
    return (
      this.#options.database.get(
        `select stream from holdings
         where consumer_group = ? and stream = ? and member = ? and epoch = ?`,
        this.#options.group.name,
        stream.id,
        this.#member,
        epoch,
      ) !== undefined
    );
  }
}
