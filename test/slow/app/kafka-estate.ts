import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { openKafkaLog } from "../../../platform/log/kafka/open-kafka-log.ts";
import { openServedStore, type ServedStore } from "../../platform/open-served-store.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers } from "../../services/kafka/open-brokers.ts";
import { missingPostgres, startPostgres } from "../../services/postgres/start-postgres.ts";
import { type RunningVigie, startUp } from "./own-backup/run-vigie.ts";

export const TOKEN = "token-of-the-jobs";
export const PARTITIONS = 6;
/** The least that a broker takes. */
const SESSION_MS = 6_000;
const KEEP_DAYS = 60;

/** Why it cannot be had here, or null. */
export function missingEstate(environment: NodeJS.ProcessEnv): string | null {
  return missingKafka(environment) ?? missingPostgres(environment);
}

/**
 * What machines with a process of Vigie each share: brokers, PostgreSQL for the state, and a store
 * that the test's process owns and serves.
 */
export type KafkaEstate = {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly store: ServedStore;
  /** The log as the processes see it. */
  readonly log: EventLog;
  /** With the data directory of that machine, whose clock may be ahead of the others'. */
  readonly start: (only: string, machine: string, aheadMs?: number) => Promise<RunningVigie>;
  readonly close: () => Promise<void>;
};

/** `policies` is a line of `vigie.yaml`. */
export async function openKafkaEstate(policies: string): Promise<KafkaEstate> {
  await using undo = new AsyncDisposableStack();
  const { brokers, close } = await openBrokers(process.env);
  undo.defer(close);
  const store = await openServedStore();
  undo.defer(store.close);
  const postgres = await startPostgres();
  undo.defer(postgres.remove);
  const state = await postgres.createDatabase();
  const prefix = `${randomUUID()}.`;
  const log = await openKafkaLog({
    connection: { brokers, clientId: "vigie-test" },
    clock: createSystemClock(),
    logger: pino({ level: "silent" }),
    prefix,
    partitions: PARTITIONS,
    retentionMs: KEEP_DAYS * 24 * 3_600_000,
    compression: "zstd",
  });
  undo.defer(() => log.close());
  const configOf = (machine: string) => `
data: ${machine}
listen: { port: 0 }
pollEvery: 100ms
log:
  kind: kafka
  brokers: [${brokers.map((broker) => `"${broker}"`).join(", ")}]
  tls: false
  prefix: "${prefix}"
  partitions: ${PARTITIONS}
  session: ${SESSION_MS / 1_000}s
  keep: ${KEEP_DAYS}d
state:
  kind: postgresql
  host: ${state.host}
  port: ${state.port}
  database: ${state.database}
  user: ${state.user}
  password: { env: STATE }
  tls: false
store: { kind: clickhouse, url: "${store.store.url}", database: default, password: { env: STORE } }
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs] }]
${policies}
`;
  const { password: STATE } = state;
  const environment = { JOBS_TOKEN: TOKEN, STORE: `${store.store.writeToken}`, STATE };
  const started: RunningVigie[] = [];
  undo.defer(async () => void (await Promise.all(started.map(({ kill }) => kill()))));
  const opened = undo.move();
  return {
    brokers,
    prefix,
    store,
    log,
    start: async (only, machine, aheadMs = 0) => {
      const file = join(store.directory, `${machine}.yaml`);
      await writeFile(file, configOf(machine));
      const vigie = await startUp(file, { ...environment, ...clockAhead(aheadMs) }, only);
      started.push(vigie);
      return vigie;
    },
    close: () => opened.disposeAsync(),
  };
}

/** In all threads of a process. */
function clockAhead(aheadMs: number) {
  const shift = `const now=Date.now;Date.now=()=>now()+${aheadMs}`;
  return { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(shift)}"` };
}
