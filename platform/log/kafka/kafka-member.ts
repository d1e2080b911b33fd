import type {
  Consumer,
  ConsumerGroupJoinEvent,
  ConsumerStartBatchProcessEvent,
  EachBatchPayload,
} from "kafkajs";
import { OperatingError } from "../../errors/operating-error.ts";
import { type LogRecord, POLLED_CHARACTERS_MAX } from "../event-log.ts";
import { createGroupMember, type GroupMemberOptions } from "./create-group-member.ts";
import {
  bytesOf,
  fillOf,
  type HeldPartition,
  holdUnplaced,
  placeAt,
  takeFetched,
} from "./held-partition.ts";
import { cutBackError, kafkaError, lostError } from "./kafka-error.ts";
import type { OpenTopic } from "./open-topic.ts";
import { type Ends, takeInOrder } from "./take-in-order.ts";
import { toRecord } from "./to-record.ts";
import type { Extent } from "./topic-offsets.ts";

const JOIN_RESTARTS_MAX = 30;

export type Offsets = ReadonlyMap<number, number>;

export type MemberOptions = Pick<GroupMemberOptions, "kafka" | "groupId" | "session"> & {
  readonly topic: OpenTopic;
  /** One member of the group holds all partitions; losing them or what they held ends it. */
  readonly whole?: { readonly nowMs: () => number };
  /** Where to start in partitions that were given to this member. */
  readonly startsOf: (partitions: readonly number[]) => Promise<Offsets>;
  readonly extentOf: (partition: number) => Promise<Extent>;
  /** Of records that the log forgot before they were read. */
  readonly missed: (partition: number, from: number, to: number) => void;
  /** Of a partition that ends before what was read of it. */
  readonly cutBack: (partition: number, from: number, end: number) => void;
};

type Passed = ConsumerStartBatchProcessEvent["payload"];

/**
 * A member of a consumer group, from whom records are taken instead of being pushed.
 *
 * kafkajs starts every partition again at the committed offset after each rebalance, and a fetch
 * that was under way then may bring what lies beyond. So the member keeps its own positions: it
 * sends kafkajs to them after each rebalance, and takes only what continues them.
 */
export class KafkaMember {
  readonly #options: MemberOptions;
  readonly #consumer: Consumer;
  #heldSinceMs: number | null = null;
  readonly held = new Map<number, HeldPartition>();
  /** What was handed out of a partition that was then lost was not committed. */
  taken = false;
  #memberId: string | null = null;
  #restarts = JOIN_RESTARTS_MAX;
  #turn = 0;
  #failure: unknown = null;
  #fetchedBytes = 0;
  #change = Promise.withResolvers<void>();

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#consumer = createGroupMember({
      ...options,
      heldSinceMs: options.whole && (() => this.#heldSinceMs),
      // kafkajs gives up joining where a coordinator has just begun its work. Once it has joined, a
      // crash is told to whoever polls, who opens another member.
      restarts: () => this.#memberId === null && this.#restarts-- > 0,
    });
  }

  /** Resolves when the member belongs to the group and knows where to start. */
  async join(): Promise<void> {
    const { CRASH, GROUP_JOIN, START_BATCH_PROCESS } = this.#consumer.events;
    this.#consumer.on(CRASH, ({ payload }) => {
      if (!payload.restart) this.#fail(payload.error);
    });
    this.#consumer.on(GROUP_JOIN, (event) => this.#joined(event));
    this.#consumer.on(START_BATCH_PROCESS, ({ payload }) => this.#skipMarkers(payload));
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
      await this.#consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.#receive(payload),
      });
    } catch (error) {
      this.#fail(error);
    }
    while (!this.#isPlaced()) await this.changed();
    this.check();
  }

  /** Resolves when there is something new: records, partitions, or the end. */
  changed(): Promise<void> {
    return this.#failure === null ? this.#change.promise : Promise.resolve();
  }

  /** Throws what ended this member. */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  take(recordsMax: number): readonly LogRecord[] {
    this.check();
    const records: LogRecord[] = [];
    const held = [...this.held];
    const first = this.#turn++ % Math.max(1, held.length);
    let bytesLeft = POLLED_CHARACTERS_MAX;
    for (const [partition, one] of [...held.slice(first), ...held.slice(0, first)]) {
      const recordsLeft = recordsMax - records.length;
      if (recordsLeft <= 0 || bytesLeft <= 0) break;
      for (const message of takeFetched(one, recordsLeft, bytesLeft)) {
        bytesLeft -= bytesOf(message);
        this.#fetchedBytes -= bytesOf(message);
        records.push(toRecord({ topic: this.#options.topic.name, partition }, message));
      }
    }
    this.#steer();
    return records;
  }

  /** Those before `ends`, by when they were appended; see `takeInOrder`. */
  takeInOrder(recordsMax: number, ends: Ends): readonly LogRecord[] {
    this.check();
    const { name: topic } = this.#options.topic;
    const records = takeInOrder(this.held, ends, recordsMax).map(({ partition, message }) => {
      this.#fetchedBytes -= bytesOf(message);
      return toRecord({ topic, partition }, message);
    });
    this.#steer();
    return records;
  }

  async commit(offsets: Offsets): Promise<void> {
    const topic = this.#topic;
    await this.#consumer.commitOffsets(
      [...offsets].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
    );
    this.check();
  }

  /** What was handed out and not committed will come again. */
  rewind(): void {
    this.taken = false;
    for (const [partition, held] of this.held)
      if (held.placed) this.#place(partition, held, held.committed);
  }

  /** Leaves the group. */
  async leave(): Promise<void> {
    this.#failure ??= new OperatingError(`Cannot read ${this.#topic} after leaving its group`, {
      retryable: true,
    });
    this.#tell();
    await this.#consumer.disconnect().catch(() => undefined);
  }

  get #topic(): string {
    return this.#options.topic.kafkaName;
  }

  /** Runs before anything is fetched under the new assignment. */
  #joined({ payload: { memberId, memberAssignment } }: ConsumerGroupJoinEvent): void {
    const assigned = new Set(memberAssignment[this.#topic] ?? []);
    const isContinued = memberId === this.#memberId;
    this.#memberId = memberId;
    for (const [partition, held] of this.held) {
      if (isContinued && assigned.has(partition)) continue;
      if (held.handed > held.committed) this.taken = true;
      this.#forgetFetched(held);
      this.held.delete(partition);
      if (this.#options.whole) this.#fail(lostError(this.#topic));
    }
    if (assigned.size > 0) this.#heldSinceMs ??= this.#options.whole?.nowMs() ?? null;
    for (const partition of assigned) {
      const held = this.held.get(partition) ?? holdUnplaced();
      this.held.set(partition, held);
      if (held.placed) this.#seek(partition, held.next);
    }
    this.#steer();
    void this.#placeGained();
    this.#tell();
  }

  async #placeGained(): Promise<void> {
    const gained = [...this.held].filter(([, { placed }]) => !placed);
    if (gained.length === 0) return;
    try {
      const starts = await this.#options.startsOf(gained.map(([partition]) => partition));
      for (const [partition, held] of gained)
        if (this.held.get(partition) === held && !held.placed)
          this.#place(partition, held, starts.get(partition) ?? 0);
    } catch (error) {
      this.#fail(error);
    }
    this.#steer();
    this.#tell();
  }

  async #receive({ batch, resolveOffset, isStale }: EachBatchPayload): Promise<void> {
    const held = this.held.get(batch.partition);
    const first = batch.firstOffset();
    if (!held?.placed || first === null || isStale()) return;
    const offset = Number(first);
    if (offset !== held.next && !(await this.#leadsOn(batch.partition, held, offset))) return;
    // As arguments of one call a hundred thousand would be too many.
    for (const message of batch.messages) held.fetched.push(message);
    held.next = Number(batch.lastOffset()) + 1;
    held.gapEnd = null;
    this.#fetchedBytes += batch.messages.reduce((sum, message) => sum + bytesOf(message), 0);
    resolveOffset(batch.messages.at(-1)?.offset ?? first);
    this.#steer();
    this.#tell();
  }

  /** kafkajs passes over the markers of transactions by itself, and brings no batch. */
  #skipMarkers({ partition, batchSize, lastOffset }: Passed): void {
    const held = this.held.get(partition);
    if (batchSize > 0 || !held?.placed) return;
    held.next = Math.max(held.next, Number(lastOffset) + 1);
    this.#tell();
  }

  /** Whether the log has nothing before a batch that begins elsewhere; asking again shows it. */
  async #leadsOn(partition: number, held: HeldPartition, offset: number): Promise<boolean> {
    const { oldest, end } = await this.#options.extentOf(partition);
    if (this.held.get(partition) !== held) return false;
    if (end < held.next) {
      this.#options.cutBack(partition, held.next, end);
      // Whoever holds all goes by what was there before, and takes no offset twice.
      if (this.#options.whole) this.#fail(cutBackError(this.#topic));
      // A mark from before says nothing of what lies there now.
      this.taken ||= held.handed > held.committed;
      this.#place(partition, held, oldest);
      return false;
    }
    if (oldest > held.next) {
      this.#options.missed(partition, held.next, oldest);
      held.next = oldest;
    }
    if (offset === held.next || (offset > held.next && offset === held.gapEnd)) return true;
    held.gapEnd = offset;
    this.#seek(partition, held.next);
    return false;
  }

  #place(partition: number, held: HeldPartition, offset: number): void {
    this.#forgetFetched(held);
    placeAt(held, offset);
    this.#seek(partition, offset);
  }

  #forgetFetched(held: HeldPartition): void {
    this.#fetchedBytes -= held.fetched.reduce((sum, message) => sum + bytesOf(message), 0);
    held.fetched = [];
  }

  #seek(partition: number, offset: number): void {
    if (this.#failure === null)
      this.#consumer.seek({ topic: this.#topic, partition, offset: String(offset) });
  }

  /**
   * Pauses what has no start yet, and all of which something is fetched while enough is; goes on at
   * half of it. What waits for a partition of which nothing is fetched so gets it.
   */
  #steer(): void {
    if (this.#failure !== null) return;
    const fill = fillOf(this.held, this.#fetchedBytes);
    for (const [partition, held] of this.held) {
      const isEnough = fill >= 1 || (held.paused && fill > 0.5);
      const paused = !held.placed || (held.fetched.length > 0 && isEnough);
      if (paused === held.paused) continue;
      held.paused = paused;
      const where = [{ topic: this.#topic, partitions: [partition] }];
      if (paused) this.#consumer.pause(where);
      else this.#consumer.resume(where);
    }
  }

  #isPlaced(): boolean {
    if (this.#failure !== null) return true;
    return this.#memberId !== null && [...this.held.values()].every(({ placed }) => placed);
  }

  #fail(error: unknown): void {
    this.#failure ??= kafkaError(`read ${this.#topic}`, error);
    this.#tell();
  }

  #tell(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}
