import { join } from "node:path";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { findOwner } from "../../platform/store/find-owner.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";

export type People = AsyncDisposable & { readonly store: Store };

/**
 * The store for a command that only asks: the running process's, or else the directory itself for
 * the moment.
 */
export async function openPeople(data: string): Promise<People> {
  const directory = join(data, "store");
  const owner = findOwner(directory);
  const clock = createSystemClock();
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const connection = owner
    ? ({ kind: "url", url: owner.url, token: owner.readToken } as const)
    : ({ kind: "embedded", directory } as const);
  const store = await openStore({ connection, clock, logger });
  if (!owner) await migrateStore(store.writer, clickhouseMigrations());
  return { store: store.people, [Symbol.asyncDispose]: () => store.close() };
}
