import { OperatingError } from "../../errors/operating-error.ts";
import { addLags } from "../add-lags.ts";
import type { Consumer, Lag, LogRecord, Mark } from "../event-log.ts";
import { doneBy, lagOf, markHanded, noteCommitted } from "./held-partition.ts";
import { isFenced, kafkaError } from "./kafka-error.ts";
import type { KafkaMember, Offsets } from "./kafka-member.ts";
import { isBehind } from "./take-in-order.ts";
import type { Extent } from "./topic-offsets.ts";

type Options = {
  readonly group: string;
  /** It is one of those of whom one holds all. */
  readonly whole: boolean;
  /** Of the topic's partitions, now. */
  readonly extents: () => Promise<ReadonlyMap<number, Extent>>;
};

/** The Consumer of a group's member. */
export class KafkaConsumer implements Consumer {
  readonly #member: KafkaMember;
  readonly #group: string;
  readonly #whole: boolean;
  readonly #extents: () => Promise<ReadonlyMap<number, Extent>>;

  constructor(member: KafkaMember, { group, whole, extents }: Options) {
    this.#member = member;
    this.#group = group;
    this.#whole = whole;
    this.#extents = extents;
  }

  async poll(recordsMax: number): Promise<readonly LogRecord[]> {
    if (!this.#whole || this.held().length === 0) return this.#member.take(recordsMax);
    const ends = { safe: await this.#ends(), known: await this.#ends() };
    for (;;) {
      const changed = this.#member.changed();
      const records = this.#member.takeInOrder(recordsMax, ends);
      if (records.length > 0 || !isBehind(this.#member.held, ends.safe)) return records;
      await changed;
    }
  }

  mark(): Mark {
    return markHanded(this.#member.held);
  }

  async commit(mark: Mark = this.mark()): Promise<void> {
    this.#member.check();
    const member = this.#member;
    const done = [...member.held].flatMap(([partition, held]) => {
      const end = doneBy(mark, partition, held);
      return end > held.committed ? [{ partition, held, end }] : [];
    });
    if (!member.taken && done.length === 0) return;
    // A rebalance during the commit may take what it is about.
    if (!member.taken)
      await this.#write(new Map(done.map(({ partition, end }) => [partition, end])));
    if (!member.taken) {
      for (const { held, end } of done) noteCommitted(held, end);
      return;
    }
    member.rewind();
    throw new OperatingError(`Cannot commit as another member of ${this.#group} took partitions`, {
      retryable: true,
      hint: "nothing is lost: what was not committed is delivered again",
    });
  }

  async lag(): Promise<Lag> {
    this.#member.check();
    const extents = await this.#extents();
    return addLags(
      [...this.#member.held].map(([partition, held]) =>
        lagOf(held, extents.get(partition)?.end ?? 0),
      ),
    );
  }

  held(): readonly number[] {
    this.#member.check();
    return [...this.#member.held.keys()];
  }

  close(): Promise<void> {
    return this.#member.leave();
  }

  async #ends(): Promise<Offsets> {
    const extents = await this.#extents();
    return new Map([...extents].map(([partition, { end }]) => [partition, end]));
  }

  async #write(offsets: ReadonlyMap<number, number>): Promise<void> {
    try {
      await this.#member.commit(offsets);
    } catch (error) {
      if (!isFenced(error)) throw kafkaError(`commit to ${this.#group}`, error);
      this.#member.taken = true;
    }
  }
}
