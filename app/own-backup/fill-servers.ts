import { join } from "node:path";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import {
  fillKafkaLog,
  type KafkaTarget,
  refuseUsedKafka,
} from "../../platform/log/kafka/fill-kafka-log.ts";
import type { LogConnection } from "../../platform/log/open-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import {
  fillPostgresState,
  refuseUsedPostgres,
} from "../../platform/state/postgres/fill-postgres-state.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { BackupDamage } from "./backup-damage.ts";
import { readListedPart } from "./backup-part.ts";
import type { Keyring } from "./create-keyring.ts";
import { type Engines, listServers, type ServerKind } from "./engines.ts";
import { fillStore, refuseUsedServer } from "./fill-store.ts";
import { isForAll } from "./is-for-all.ts";
import type { KnownSchema } from "./known-schema.ts";
import type { Manifest } from "./manifest.ts";
import { stateMigrations } from "./state-migrations.ts";
import type { UnfinishedRestore } from "./unfinished-restore.ts";

export type ServerFilling = {
  readonly engines: Engines;
  readonly manifest: Manifest;
  readonly objects: ObjectStore;
  readonly backup: string;
  readonly keyring: Keyring;
  readonly known: KnownSchema;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onWork: (word: string) => void;
  /** An earlier try, of which the servers that it names may have some. */
  readonly unfinished: UnfinishedRestore | null;
};

/** Throws `OperatingError` where a server has something of Vigie that no earlier try left. */
export async function refuseUsedServers(filling: ServerFilling): Promise<void> {
  const { log, state, store } = filling.engines;
  if (log.kind === "kafka" && !replaces(filling, "kafka"))
    await refuseUsedKafka(targetOf(log, filling));
  if (state.kind === "postgresql" && !replaces(filling, "postgresql"))
    await refuseUsedPostgres(state);
  if (store.kind === "url" && !replaces(filling, "clickhouse"))
    await refuseUsedServer(store, filling);
}

/**
 * Fills the servers with what lies in `staging`, and the store with the backup's tables. Where it
 * fails some of it is there.
 */
export async function fillServers(filling: ServerFilling, staging: string): Promise<void> {
  try {
    await fillTables(filling);
    await fillLog(filling, join(staging, "log.sqlite"));
    await fillState(filling, join(staging, "state.sqlite"));
  } catch (error) {
    if (!(error instanceof OperatingError || error instanceof BackupDamage)) throw error;
    const hint = error instanceof OperatingError && error.hint ? `${error.hint}; then ` : "";
    throw new OperatingError(`The restore is not finished: ${error.message}`, {
      retryable: error instanceof BackupDamage || error.retryable,
      hint: `${hint}run the same \`vigie restore\` again, which begins anew; start no Vigie before`,
      cause: error,
    });
  }
}

async function fillTables(filling: ServerFilling): Promise<void> {
  const { engines, manifest, onWork } = filling;
  if (engines.store.kind !== "url") return;
  await fillStore(engines.store, {
    ...filling,
    replaces: replaces(filling, "clickhouse"),
    read: async (table, take) => {
      const listed = manifest.parts.find(({ name }) => name === `store/${table}`);
      if (!listed) throw new BackupDamage(table, "is not listed in the manifest");
      await readListedPart(filling, listed, take);
    },
    onRows: (table, rows) => onWork(`store, ${table}: ${rows} rows`),
  });
}

async function fillLog(filling: ServerFilling, from: string): Promise<void> {
  const { engines, manifest, onWork } = filling;
  if (engines.log.kind !== "kafka") return;
  await fillKafkaLog(targetOf(engines.log, filling), {
    ...{ from, isForAll, replaces: replaces(filling, "kafka") },
    keepsPlaces: manifest.servers?.includes("kafka") ?? false,
    onRecords: (records) => onWork(`log: ${records} records`),
  });
}

async function fillState(filling: ServerFilling, from: string): Promise<void> {
  const { state } = filling.engines;
  if (state.kind !== "postgresql") return;
  await fillPostgresState(state, {
    ...{ from, migrations: stateMigrations(), replaces: replaces(filling, "postgresql") },
    onRows: (rows) => filling.onWork(`state: ${rows} rows`),
  });
}

function replaces({ engines, unfinished }: ServerFilling, wanted: ServerKind): boolean {
  const server = listServers(engines).find(({ kind }) => kind === wanted);
  return server !== undefined && (unfinished?.servers.includes(server.name) ?? false);
}

type KafkaConnection = Extract<LogConnection, { kind: "kafka" }>;

function targetOf({ kind: _, ...settings }: KafkaConnection, filling: ServerFilling): KafkaTarget {
  const { clock, logger } = filling;
  return { ...settings, clock, logger, topics: Object.values(TOPICS) };
}
