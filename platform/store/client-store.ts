import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";
import type { ZodType } from "zod";
import type { Parameters, Store } from "./store.ts";
import { storeError } from "./store-error.ts";

/** Digits beyond 2^53 - 1 stay exact only as strings. */
const READ_SETTINGS: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 1,
  date_time_output_format: "simple",
};

/**
 * Instants as ISO text are understood; a field that the table lacks is our own bug and must not be
 * lost silently.
 */
const WRITE_SETTINGS: ClickHouseSettings = {
  date_time_input_format: "best_effort",
  input_format_skip_unknown_fields: 0,
  async_insert: 0,
  // Ours are months, and a log may hold events of many.
  max_partitions_per_insert_block: "0",
};

/**
 * Twins are made one as they are read, and in the background: to do so in each block before it is
 * written, too, takes as long as all the rest of an insert.
 */
const BLOCK_SETTINGS: ClickHouseSettings = { ...WRITE_SETTINGS, optimize_on_insert: 0 };

type Clients = {
  readonly queries: ClickHouseClient;
  /** Whose results come row by row; the same client where a server is at the other end. */
  readonly streams: ClickHouseClient;
  /** Whose statements may take long; `queries` where nothing is said. */
  readonly commands?: ClickHouseClient;
};

type Options = { readonly signal?: AbortSignal };

/** A Store on `@clickhouse/client`. Its failures are `OperatingError`s, or the signal's reason. */
export function createClientStore({ queries, streams, commands = queries }: Clients): Store {
  const guard = async <T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      signal?.throwIfAborted();
      throw storeError(error);
    }
  };
  return {
    query: (sql, parameters, row, { signal } = {}) =>
      guard(signal, async () => {
        const result = await queries.query(toRequest(sql, parameters, signal));
        return (await result.json<unknown>()).map((value) => row.parse(value));
      }),
    stream: (sql, parameters, row, options = {}) =>
      streamRows(streams, sql, parameters, row, options),
    insert: (table, rows) =>
      guard(undefined, async () => {
        const [first, ...others] = new Set(rows.flatMap((row) => Object.keys(row)));
        if (first === undefined) return;
        const columns: [string, ...string[]] = [first, ...others];
        await queries.insert({
          table,
          columns,
          // Without the columns' names in each row the engine takes a quarter of the time less.
          // What a row does not say is null here, and so the column's default.
          values: rows.map((row) => columns.map((name) => row[name])),
          format: "JSONCompactEachRow",
          clickhouse_settings: WRITE_SETTINGS,
        });
      }),
    insertBlock: (table, { columns, bytes }) =>
      guard(undefined, async () => {
        const { stream } = await queries.exec({
          query: `INSERT INTO ${table} (${columns.join(", ")}) FORMAT Native`,
          values: Readable.from(bytes),
          clickhouse_settings: BLOCK_SETTINGS,
        });
        await finished(stream.resume());
      }),
    command: (sql, parameters = {}) =>
      guard(undefined, async () => {
        const query_params = { ...parameters };
        const clickhouse_settings = { wait_end_of_query: 1 } as const;
        await commands.command({ query: sql, query_params, clickhouse_settings });
      }),
  };
}

function toRequest(sql: string, parameters: Parameters, signal: AbortSignal | undefined) {
  return {
    query: sql,
    query_params: { ...parameters },
    format: "JSONEachRow" as const,
    clickhouse_settings: READ_SETTINGS,
    ...(signal && { abort_signal: signal }),
  };
}

async function* streamRows<T>(
  client: ClickHouseClient,
  sql: string,
  parameters: Parameters,
  row: ZodType<T>,
  { signal }: Options,
): AsyncGenerator<T> {
  try {
    const result = await client.query(toRequest(sql, parameters, signal));
    for await (const rows of result.stream<unknown>()) {
      signal?.throwIfAborted();
      for (const { text } of rows) yield row.parse(JSON.parse(text));
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw storeError(error);
  }
}
