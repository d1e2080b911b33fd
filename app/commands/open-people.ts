import { join } from "node:path";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { findOwner } from "../../platform/store/find-owner.ts";
import { openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Config } from "../../schemas/config.ts";
import { storeConnection } from "../config/store-connection.ts";
import { openMigratedStore } from "../processes/open-migrated-store.ts";

export type People = AsyncDisposable & { readonly store: Store };

/**
 * The store for a command that only asks: the server, or the running process's, or else the
 * directory itself for the moment.
 */
export async function openPeople(
  config: Pick<Config, "data" | "store">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<People> {
  const clock = createSystemClock();
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const store = await (config.store.kind === "embedded"
    ? openEmbedded()
    : openStore({ connection: storeConnection(config, environment), clock, logger }));
  return { store: store.people, [Symbol.asyncDispose]: () => store.close() };

  function openEmbedded() {
    const owner = findOwner(join(config.data, "store"));
    // Only the running process serves other readers.
    const quiet = { ...config, store: { ...config.store, http: undefined } };
    if (!owner) return openMigratedStore({ config: quiet, clock, logger, environment });
    const connection = { kind: "url", url: owner.url, token: owner.readToken } as const;
    return openStore({ connection, clock, logger });
  }
}
