import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../../../app/config/load-config.ts";
import { type Engines, enginesOf } from "../../../../app/own-backup/engines.ts";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import { deleteKafkaTopics } from "../../../../platform/log/kafka/delete-kafka-topics.ts";
import { createLogger } from "../../../../platform/logger/create-logger.ts";
import type { PostgresConnection } from "../../../../platform/state/postgres/open-sessions.ts";
import { type OpenedStore, openStore } from "../../../../platform/store/open-store.ts";
import { missingKafka } from "../../../services/kafka/missing-kafka.ts";
import { openBrokers } from "../../../services/kafka/open-brokers.ts";
import { missingPostgres, startPostgres } from "../../../services/postgres/start-postgres.ts";

export const PARTITIONS = 3;
const clock = createSystemClock();
const logger = createLogger({ level: "error", destination: process.stderr });

/** Why it cannot be had here, or null. */
export function missingServers(environment: NodeJS.ProcessEnv): string | null {
  return missingKafka(environment) ?? missingPostgres(environment);
}

export type Servers = {
  readonly prefix: string;
  readonly state: PostgresConnection;
  readonly store: OpenedStore;
};

/**
 * A broker, PostgreSQL, and a store that the test's process serves, as a ClickHouse server would.
 * There is one store at a time.
 */
export async function openServerEstate() {
  await using undo = new AsyncDisposableStack();
  const place = await mkdtemp(join(tmpdir(), "vigie-servers-"));
  undo.defer(() => rm(place, { recursive: true, force: true }));
  const { brokers, close } = await openBrokers(process.env);
  undo.defer(close);
  const postgres = await startPostgres();
  undo.defer(postgres.remove);
  let servers: Servers | null = null;
  undo.defer(destroy);

  async function destroy() {
    if (!servers) return;
    const { prefix, state, store } = servers;
    servers = null;
    await store.close();
    await rm(join(place, "store"), { recursive: true, force: true });
    await deleteKafkaTopics(prefix, { connection: { brokers, clientId: "vigie-test" }, logger });
    await postgres.ask(`DROP DATABASE ${state.database} WITH (FORCE)`);
  }

  /** Servers with nothing on them. */
  async function create(): Promise<Servers> {
    await destroy();
    const connection = { kind: "embedded", directory: join(place, "store") } as const;
    const store = await openStore({ connection, clock, logger });
    servers = { prefix: `${randomUUID()}.`, state: await postgres.createDatabase(), store };
    return servers;
  }

  const environmentOf = ({ state, store }: Servers) => ({
    STATE: state.password,
    STORE: `${store.writeToken}`,
  });

  /** Those lines of `vigie.yaml` that name the servers. */
  const linesOf = ({ prefix, state, store }: Servers) => `
log:
  kind: kafka
  brokers: [${brokers.map((broker) => `"${broker}"`).join(", ")}]
  tls: false
  prefix: "${prefix}"
  partitions: ${PARTITIONS}
  session: 6s
state:
  kind: postgresql
  host: ${state.host}
  port: ${state.port}
  database: ${state.database}
  user: ${state.user}
  password: { env: STATE }
  tls: false
store: { kind: clickhouse, url: "${store.url}", database: default, password: { env: STORE } }
`;

  async function readEngines(of: Servers): Promise<Engines> {
    const file = join(place, `${randomUUID()}.yaml`);
    await writeFile(file, `data: data\n${linesOf(of)}`);
    return enginesOf(loadConfig({ file }), environmentOf(of));
  }

  const opened = undo.move();
  return {
    ...{ place, brokers, postgres, create, destroy, environmentOf, linesOf, readEngines },
    close: () => opened.disposeAsync(),
  };
}
