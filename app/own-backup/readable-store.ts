import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { findOwner } from "../../platform/store/find-owner.ts";
import { openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Engines } from "./engines.ts";

type Options = {
  readonly engines: Pick<Engines, "store">;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type ReadableStore = AsyncDisposable & { readonly store: Store };

/** The store as it is, not migrated: a server's, the running process's, or a directory's. */
export async function openReadableStore(options: Options): Promise<ReadableStore> {
  const { engines, clock, logger } = options;
  const connection = findOwned(engines.store);
  const store = await openStore({ connection, clock, logger });
  const isServer = engines.store.kind === "url";
  return {
    // A server's bounds for people count the time in which a page is compressed and stored.
    store: isServer ? store.verdicts : store.people,
    [Symbol.asyncDispose]: () => store.close(),
  };
}

function findOwned(store: Engines["store"]): Engines["store"] {
  if (store.kind === "url") return store;
  const owner = findOwner(store.directory);
  return owner ? { kind: "url", url: owner.url, token: owner.readToken } : store;
}

export async function listStoreMigrations(store: Store): Promise<readonly string[]> {
  const sql = "SELECT name FROM migrations FINAL ORDER BY name";
  const rows = await store.query(sql, {}, z.object({ name: z.string() }));
  return rows.map(({ name }) => name);
}
