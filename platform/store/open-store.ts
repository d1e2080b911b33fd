import type { Clock } from "../clock/clock.ts";
import type { Logger } from "../logger/create-logger.ts";
import { openEmbeddedStore } from "./open-embedded-store.ts";
import { openServerStore } from "./open-server-store.ts";
import type { StoreConnections } from "./store.ts";

export type EmbeddedStore = {
  readonly kind: "embedded";
  readonly directory: string;
  /** Where it serves ClickHouse's HTTP interface; loopback and a free port by default. */
  readonly host?: string;
  readonly port?: number;
  /** A second place where it is served, for reading alone, to who shows the token. */
  readonly readers?: ReadersListener | undefined;
};

export type ReadersListener = {
  readonly host: string;
  readonly port: number;
  readonly token: string;
};

export type ServerStore = {
  readonly kind: "url";
  readonly url: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  /** Where the tables are distributed over the servers of a cluster. */
  readonly cluster?: string;
};

type Options = {
  readonly connection: EmbeddedStore | ServerStore;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type OpenedStore = StoreConnections & {
  /** Where ClickHouse's HTTP interface is served. */
  readonly url: string | null;
  /** Where readers are served besides; null for nowhere. */
  readonly readersUrl: string | null;
  /** For reading at `url`; null where it isn't ours to give. */
  readonly readToken: string | null;
  /** For writing at `url`, known to this process alone; null where it isn't ours to give. */
  readonly writeToken: string | null;
};

/**
 * The store, in this process or at a URL. An `OperatingError` names the owner of a directory that
 * another process has.
 */
export async function openStore({ connection, logger }: Options): Promise<OpenedStore> {
  return connection.kind === "embedded"
    ? openEmbeddedStore(connection, logger)
    : openServerStore(connection);
}
