import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from "@clickhouse/client";
import { DATABASE } from "./session-preamble.ts";

/** Logs nothing itself, since every failure reaches its caller; writes bigints as digits. */
export function createQuietClient(options: ClickHouseClientConfigOptions): ClickHouseClient {
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
