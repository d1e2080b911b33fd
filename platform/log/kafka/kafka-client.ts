import { createSystemClock } from "../../clock/system-clock.ts";
import { isMoving, kafkaError } from "./kafka-error.ts";

/** A leader that dies is replaced after 9 s, KRaft's default. */
const MOVING_TRIES_MAX = 40;
const MOVING_WAIT_MS = 300;

/** A cluster moves in real time, whatever clock the records carry. */
const clock = createSystemClock();

type Connectable = {
  readonly connect: () => Promise<void>;
  readonly disconnect: () => Promise<void>;
};

/**
 * A producer or an admin of kafkajs, connected at its first use. One that failed is replaced:
 * kafkajs keeps using a connection on which nothing is answered.
 */
export class KafkaClient<T extends Connectable> {
  readonly #create: () => T;
  #current: Promise<T> | null = null;

  constructor(create: () => T) {
    this.#create = create;
  }

  /**
   * Repeats work that is harmless twice while partitions, groups or the controller are between two
   * brokers, which kafkajs's admin does not.
   */
  async repeat<R>(doing: string, work: (client: T) => Promise<R>): Promise<R> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.use(doing, work);
      } catch (error) {
        if (tries === MOVING_TRIES_MAX || !isMoving(error)) throw error;
        await clock.sleep(MOVING_WAIT_MS);
      }
    }
  }

  /** `doing` completes "Cannot ..." where it fails. */
  async use<R>(doing: string, work: (client: T) => Promise<R>): Promise<R> {
    this.#current ??= connected(this.#create());
    const current = this.#current;
    try {
      return await work(await current);
    } catch (error) {
      if (this.#current === current) this.#current = null;
      void current.then(disconnect, () => undefined);
      throw kafkaError(doing, error);
    }
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    await current?.then(disconnect, () => undefined);
  }
}

async function connected<T extends Connectable>(client: T): Promise<T> {
  try {
    await client.connect();
  } catch (error) {
    await disconnect(client);
    throw error;
  }
  return client;
}

/** Nothing is lost with a connection that cannot even be closed. */
function disconnect(client: Connectable): Promise<void> {
  return client.disconnect().catch(() => undefined);
}
