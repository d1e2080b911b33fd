import { createRequire } from "node:module";

type Runner = {
  readonly running: boolean;
  readonly fetchManager: { readonly stop: () => Promise<void> };
};
type Fetch = (this: Runner, nodeId: string) => Promise<unknown[]>;

/** kafkajs's own part of a consumer that fetches, which it does not export. */
const runner: { readonly prototype: { fetch: Fetch } } = createRequire(import.meta.url)(
  "kafkajs/src/consumer/runner.js",
);
const { fetch } = runner.prototype;

/**
 * A consumer of kafkajs 2.2.4 that is stopped ends its fetchers, one for each broker. Where brokers
 * came or went just then it makes others, which nobody ends: they fetch nothing again and again
 * without ever giving way, and the thread does nothing else from then on. Here they are ended.
 */
export function endFetching(): void {
  runner.prototype.fetch = function (nodeId) {
    // Waited for by no one: it ends with the fetcher that asks.
    if (!this.running) void this.fetchManager.stop();
    return fetch.call(this, nodeId);
  };
}
