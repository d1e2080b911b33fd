import { CompressionTypes, type Kafka, type Producer } from "kafkajs";
import { OperatingError } from "../../errors/operating-error.ts";
import type { Entry } from "../event-log.ts";
import { KafkaClient } from "./kafka-client.ts";
import type { OpenTopic } from "./open-topic.ts";
import { type Placed, placeEntries, sizeOf, splitSends } from "./split-sends.ts";

const ALL_IN_SYNC = -1;
const RESENDS_MAX = 3;
/** Kafka's framing of a batch, with room for what packing may add to what cannot be packed. */
const BATCH_OVERHEAD_BYTES = 4_096;

const PACKERS = { zstd: CompressionTypes.ZSTD, gzip: CompressionTypes.GZIP } as const;

/** `timestamp`: when it was appended first, in milliseconds as Kafka has it. */
export type Stamped = Placed & { readonly timestamp: string };
/** By partition. */
export type Begins = ReadonlyMap<number, number>;

/**
 * Appends one send after the other: several in flight would come out of order after a retry. Not
 * idempotent, as kafkajs's way to be so is known to fail; what comes twice is shown once by the
 * store.
 */
export class KafkaAppender {
  readonly #producer: KafkaClient<Producer>;
  readonly #compression: CompressionTypes;
  #last: Promise<void> = Promise.resolve();

  constructor(kafka: Kafka, compression: keyof typeof PACKERS) {
    this.#compression = PACKERS[compression];
    this.#producer = new KafkaClient(() =>
      kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1, idempotent: false }),
    );
  }

  /**
   * Nothing is appended where one entry is too large. Where it fails otherwise some of the entries
   * may be there.
   */
  async append(topic: OpenTopic, entries: readonly Entry[], atMs: number): Promise<void> {
    const timestamp = String(atMs);
    const placed = placeEntries(entries, topic.partitions).map((one) => ({ ...one, timestamp }));
    await this.appendPlaced(topic, placed);
  }

  /**
   * The same of what has its partition and its instant already; `onSent` is given each send with
   * the offsets at which it begins in its partitions.
   */
  async appendPlaced<T extends Stamped>(
    topic: OpenTopic,
    placed: readonly T[],
    onSent: (sent: readonly T[], begins: Begins) => void = () => {},
  ): Promise<void> {
    const bytesMax = topic.batchBytesMax - BATCH_OVERHEAD_BYTES;
    checkSizes(topic, placed, bytesMax);
    const sends = splitSends(placed, bytesMax);
    const appending = this.#last.then(async () => {
      for (const send of sends) onSent(send, await this.#send(topic, send));
    });
    this.#last = appending.catch(() => undefined);
    await appending;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#producer.close();
  }

  /**
   * kafkajs says that all is well though a partition was left out, where its leader moved between
   * two tries to a broker that had answered the first (sendMessages.js): hence the look at who
   * answered.
   */
  async #send(topic: OpenTopic, placed: readonly Stamped[]): Promise<Begins> {
    const begins = new Map<number, number>();
    let left = placed;
    for (let resends = 0; left.length > 0; resends++) {
      if (resends > RESENDS_MAX)
        throw new OperatingError(`Cannot append to ${topic.kafkaName}: not all was acknowledged`, {
          retryable: true,
          hint: "see whether its partitions have leaders",
        });
      for (const [partition, begin] of await this.#sendOnce(topic, left))
        begins.set(partition, begin);
      left = left.filter(({ partition }) => !begins.has(partition));
    }
    return begins;
  }

  async #sendOnce(topic: OpenTopic, placed: readonly Stamped[]): Promise<Begins> {
    const answers = await this.#producer.use(`append to ${topic.kafkaName}`, (producer) =>
      producer.send({
        topic: topic.kafkaName,
        acks: ALL_IN_SYNC,
        compression: this.#compression,
        messages: [...placed],
      }),
    );
    return new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
  }
}

/** What is too large might fit when packed, but the next like it might not. */
function checkSizes(topic: OpenTopic, placed: readonly Placed[], bytesMax: number): void {
  const largest = placed.reduce((most, one) => Math.max(most, sizeOf(one)), 0);
  if (largest <= bytesMax) return;
  throw new OperatingError(
    `Cannot append to ${topic.kafkaName} as a record has ${largest} bytes of ${bytesMax} taken`,
    { retryable: false, hint: "raise max.message.bytes of the topic" },
  );
}
