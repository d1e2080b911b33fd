import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { findOwner } from "../../platform/store/find-owner.ts";
import { openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";

type Options = { readonly data: string; readonly clock: Clock; readonly logger: Logger };

export type ReadableStore = AsyncDisposable & { readonly store: Store };

/** The store as it is, without migrating it: the running process's, or the directory's own. */
export async function openReadableStore(options: Options): Promise<ReadableStore> {
  const { data, clock, logger } = options;
  const directory = join(data, "store");
  const owner = findOwner(directory);
  const connection = owner
    ? ({ kind: "url", url: owner.url, token: owner.readToken } as const)
    : ({ kind: "embedded", directory } as const);
  const store = await openStore({ connection, clock, logger });
  return { store: store.people, [Symbol.asyncDispose]: () => store.close() };
}

export async function listStoreMigrations(store: Store): Promise<readonly string[]> {
  const sql = "SELECT name FROM migrations FINAL ORDER BY name";
  const rows = await store.query(sql, {}, z.object({ name: z.string() }));
  return rows.map(({ name }) => name);
}
