import { join } from "node:path";
import type { LogConnection } from "../../platform/log/open-log.ts";
import type { StateConnection } from "../../platform/state/open-state.ts";
import type { EmbeddedStore, ServerStore } from "../../platform/store/open-store.ts";
import type { Config } from "../../schemas/config.ts";
import { logConnection } from "../config/log-connection.ts";
import { stateConnection } from "../config/state-connection.ts";
import { storeConnection } from "../config/store-connection.ts";

/** Where log, state and store are. */
export type Engines = {
  readonly log: LogConnection;
  readonly state: StateConnection;
  readonly store: EmbeddedStore | ServerStore;
};

export type ServerKind = "kafka" | "postgresql" | "clickhouse";

export type NamedServer = {
  readonly kind: ServerKind;
  /** Tells one from another, and shows no secret. */
  readonly name: string;
};

/** As the configuration says; nobody else reads an embedded store through these. */
export function enginesOf(
  config: Pick<Config, "data" | "log" | "state" | "store">,
  environment: Readonly<Record<string, string | undefined>>,
): Engines {
  const { data, store } = config;
  return {
    log: logConnection(config, environment),
    state: stateConnection(config, environment),
    store:
      store.kind === "embedded"
        ? embeddedEngines(data).store
        : storeConnection(config, environment),
  };
}

/** All in a data directory. */
export function embeddedEngines(data: string): Engines {
  return {
    log: { kind: "embedded", directory: join(data, "log") },
    state: { kind: "sqlite", file: join(data, "state.sqlite") },
    store: { kind: "embedded", directory: join(data, "store") },
  };
}

/** Those of the engines that are servers. */
export function listServers({ log, state, store }: Engines): readonly NamedServer[] {
  const servers: NamedServer[] = [];
  if (log.kind === "kafka") {
    const brokers = log.connection.brokers.toSorted().join(",");
    servers.push({ kind: "kafka", name: `topics ${log.prefix}vigie.* at ${brokers}` });
  }
  if (state.kind === "postgresql")
    servers.push({ kind: state.kind, name: `${state.host}:${state.port}/${state.database}` });
  if (store.kind === "url")
    servers.push({ kind: "clickhouse", name: `${store.url} ${store.database ?? ""}`.trim() });
  return servers;
}
