import { Kafka, logLevel, type SASLOptions } from "kafkajs";
import type { Logger } from "../../logger/create-logger.ts";
import { endFetching } from "./end-fetching.ts";
import { registerCodecs } from "./register-codecs.ts";

/** A leader that dies is replaced after 9 s (KRaft's default); these retries last for 15 s. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 11 };
const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;

export type KafkaConnection = {
  /** `host:port` of some brokers; they tell of the others. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly sasl?: SASLOptions;
  /** PEM texts. `true` trusts the authorities that Node trusts. */
  readonly tls?: true | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** How long the answer to one request may take; a silent broker is noticed no sooner. */
  readonly requestTimeoutMs?: number;
};

/** A client of the cluster; it connects nowhere by itself. */
export function createKafka(connection: KafkaConnection, logger: Logger): Kafka {
  const { brokers, clientId, sasl, tls, requestTimeoutMs = REQUEST_TIMEOUT_MS } = connection;
  registerCodecs();
  endFetching();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(sasl && { sasl }),
    ...(tls !== undefined && { ssl: tls === true ? true : { ...tls } }),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    retry: RETRY,
    logLevel: logLevel.WARN,
    // What it calls an error it tries again, and what fails in the end is thrown.
    logCreator: () => (entry) => {
      logger.debug({ kafka: entry.namespace, message: entry.log.message }, "kafkajs says");
    },
  });
}
