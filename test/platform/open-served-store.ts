import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { type OpenedStore, openStore } from "../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";

export type Asked = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
};

export type Answer = {
  readonly status: number;
  readonly code: string | null;
  readonly headers: Headers;
  readonly text: string;
};

export type ServedStore = {
  /** A private one; the store is in `store` within it. */
  readonly directory: string;
  readonly store: OpenedStore;
  /**
   * Posts a statement to the store's HTTP interface, with the token for reading unless `headers`
   * has another.
   */
  readonly ask: (sql: string, asked?: Asked) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

/** An embedded store with Vigie's tables, in a directory of its own. */
export async function openServedStore(migrations = clickhouseMigrations()): Promise<ServedStore> {
  const directory = await mkdtemp(join(tmpdir(), "vigie-store-"));
  const store = await openStore({
    connection: { kind: "embedded", directory: join(directory, "store") },
    clock: createSimulatedClock(0),
    logger: createLogger({ level: "error", destination: process.stderr }),
  });
  await migrateStore(store.writer, migrations);
  return {
    directory,
    store,
    ask: (sql, asked) => post(store, sql, asked),
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function post(
  { url, readToken }: OpenedStore,
  sql: string,
  { headers, search = {} }: Asked = {},
): Promise<Answer> {
  const response = await fetch(`${url}/?${new URLSearchParams(search)}`, {
    method: "POST",
    headers: headers ?? { Authorization: `Bearer ${readToken}` },
    body: sql,
  });
  return {
    status: response.status,
    code: response.headers.get("X-ClickHouse-Exception-Code"),
    headers: response.headers,
    text: await response.text(),
  };
}
