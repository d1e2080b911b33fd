import { join } from "node:path";
import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from "@clickhouse/client";
import type { Clock } from "../clock/clock.ts";
import type { Logger } from "../logger/create-logger.ts";
import { createChdbConnection } from "./chdb-connection.ts";
import { ChdbEngine, DATABASE, type Lane } from "./chdb-engine.ts";
import { createClientStore } from "./client-store.ts";
import { ownDirectory } from "./own-directory.ts";
import type { StoreConnections } from "./store.ts";

export type StoreConnection =
  | {
      readonly kind: "embedded";
      readonly directory: string;
      readonly host?: string;
      readonly port?: number;
    }
  | {
      readonly kind: "url";
      readonly url: string;
      readonly token?: string;
      readonly username?: string;
      readonly password?: string;
      readonly database?: string;
    };

type Options = {
  readonly connection: StoreConnection;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type OpenedStore = StoreConnections & {
  /** Where an embedded store serves ClickHouse's HTTP interface; a server's own URL. */
  readonly url: string | null;
  /** For reading at `url`; null where we don't serve it. */
  readonly readToken: string | null;
};

export async function openStore({ connection }: Options): Promise<OpenedStore> {
  if (connection.kind === "url") throw new Error("soon");
  const ownership = ownDirectory(connection.directory);
  const engine = new ChdbEngine(join(connection.directory, "clickhouse"));
  const open = (lane: Lane) => {
    const client = (streamed: boolean) =>
      createQuietClient({ connection: createChdbConnection({ engine, lane, streamed }) });
    return createClientStore({ queries: client(false), streams: client(true) });
  };
  return {
    writer: open("writer"),
    verdicts: open("verdicts"),
    people: open("people"),
    url: null,
    readToken: null,
    close: async () => {
      await engine.close();
      ownership.release();
    },
  };
}

/** Logs nothing itself, since every failure reaches its caller; writes bigints as digits. */
function createQuietClient(options: ClickHouseClientConfigOptions): ClickHouseClient {
  return createClient({
    database: DATABASE,
    ...options,
    log: { level: ClickHouseLogLevel.OFF },
    json: { stringify: (value) => JSON.stringify(value, writeDigits), parse: JSON.parse },
  });
}

function writeDigits(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
