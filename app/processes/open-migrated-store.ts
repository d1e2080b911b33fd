import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { limitAge } from "../../platform/store/limit-age.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import type { SharedServer } from "../../platform/store/migration-turn.ts";
import { type OpenedStore, openStore } from "../../platform/store/open-store.ts";
import { AGING_TABLES } from "../../schemas/clickhouse/aging-tables.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import type { Config } from "../../schemas/config.ts";
import { storeConnection } from "../config/store-connection.ts";
import { refuseUnfinishedRestore } from "../own-backup/unfinished-restore.ts";

type Options = {
  readonly config: Pick<Config, "data" | "store">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** The store that the configuration names, with its tables and their retention as they must be. */
export async function openMigratedStore(options: Options): Promise<OpenedStore> {
  const { config, clock, logger, environment } = options;
  refuseUnfinishedRestore(config.data);
  const connection = storeConnection(config, environment);
  await using undo = new AsyncDisposableStack();
  const store = await openStore({ connection, clock, logger });
  undo.defer(() => store.close());
  const server = sharedServer(config, clock);
  await migrateStore(store.writer, clickhouseMigrations(), server);
  await limitAge(store.writer, {
    tables: AGING_TABLES,
    keepMs: config.store.keep ?? null,
    cluster: server?.cluster === undefined ? undefined : { ...server, cluster: server.cluster },
  });
  undo.move();
  return store;
}

function sharedServer({ store }: Pick<Config, "store">, clock: Clock): SharedServer | undefined {
  if (store.kind === "embedded") return undefined;
  return { clock, database: store.database, cluster: store.cluster };
}
