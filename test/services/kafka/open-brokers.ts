import type { KafkaVersion } from "./resolve-jars.ts";
import type { SilentProxy } from "./silent-proxy.ts";
import { startKafka } from "./start-kafka.ts";

/** A cluster for tests that do not harm it. */
export type TestBrokers = {
  readonly brokers: readonly string[];
  readonly proxied: readonly string[];
  /** None before a cluster that was there already. */
  readonly proxies: readonly SilentProxy[];
  readonly close: () => Promise<void>;
};

/**
 * The cluster that `KAFKA_BROKERS` names (`host:port,host:port`), or a broker of its own, of that
 * version or the newest.
 */
export async function openBrokers(
  environment: NodeJS.ProcessEnv,
  version?: KafkaVersion,
): Promise<TestBrokers> {
  const named = environment["KAFKA_BROKERS"];
  if (named) return { brokers: named.split(","), proxied: [], proxies: [], close: async () => {} };
  const { brokers, proxied, proxies, stop } = await startKafka({ ...(version && { version }) });
  return { brokers, proxied, proxies, close: stop };
}
