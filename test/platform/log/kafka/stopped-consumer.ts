import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { endFetching } from "../../../../platform/log/kafka/end-fetching.ts";

const require = createRequire(import.meta.url);
const Runner = require("kafkajs/src/consumer/runner.js");
const { createLogger, LEVELS } = require("kafkajs/src/loggers/index.js");
const createEmitter = require("kafkajs/src/instrumentation/emitter.js");

const QUICK_MS = 20;
const SLOW_MS = 200;

/**
 * Run as a thread of its own, which may never give way: what fetches for kafkajs's consumers, from
 * brokers that have nothing. One is gone, which the others' fetchers are to end for, and between
 * the end of the quick one and that of the slow one the consumer is stopped.
 */
endFetching();
let brokers = ["quick", "slow", "gone"];
const runner = new Runner({
  logger: createLogger({ level: LEVELS.NOTHING, logCreator: () => () => {} }),
  instrumentationEmitter: new createEmitter(),
  consumerGroup: {
    getNodeIds: () => brokers,
    fetch: async (broker: string) => {
      await sleep(broker === "slow" ? SLOW_MS : QUICK_MS);
      return [];
    },
    connect: async () => {},
    joinAndSync: async () => {},
    heartbeat: async () => {},
    leave: async () => {},
  },
  eachBatch: async () => {},
  heartbeatInterval: 3_000,
  onCrash: (error: unknown) => {
    throw error;
  },
});
await runner.start();
await sleep(QUICK_MS / 2);
brokers = ["quick", "slow"];
await sleep(SLOW_MS / 2);
await runner.stop();
parentPort?.postMessage("stopped");
