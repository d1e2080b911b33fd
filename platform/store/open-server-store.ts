import type { ClickHouseSettings } from "@clickhouse/client";
import { createClientStore } from "./client-store.ts";
import { createQuietClient } from "./create-quiet-client.ts";
import type { OpenedStore, ServerStore } from "./open-store.ts";

/**
 * Without a byte. A command answers when it is done, and taking over all events may take hours: a
 * server that is gone is found by TCP's own probes, which the agent of kept connections sends.
 */
const TIMEOUT_MS = { writer: 120_000, commands: 86_400_000, verdicts: 600_000, people: 40_000 };

/** The server itself refuses what a person may not do; its user should be read only as well. */
const PEOPLE_SETTINGS: ClickHouseSettings = {
  max_execution_time: 30,
  max_memory_usage: "1000000000",
  max_result_rows: "10000000",
  readonly: "1",
};

/**
 * An insert into a distributed table waits until its shards have written, and a question may join
 * what is distributed.
 */
const CLUSTER_SETTINGS: ClickHouseSettings = {
  distributed_foreground_insert: 1,
  distributed_product_mode: "global",
};

/** A ClickHouse server at a URL, or another process's embedded store. */
export function openServerStore(connection: ServerStore): OpenedStore {
  const { url, token, username, password, database, cluster } = connection;
  const open = (timeoutMs: number, settings: ClickHouseSettings) =>
    createQuietClient({
      url,
      request_timeout: timeoutMs,
      clickhouse_settings: { ...(cluster !== undefined && CLUSTER_SETTINGS), ...settings },
      ...(database !== undefined && { database }),
      ...(token !== undefined && { access_token: token }),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    });
  const writer = open(TIMEOUT_MS.writer, {});
  const commands = open(TIMEOUT_MS.commands, {});
  const verdicts = open(TIMEOUT_MS.verdicts, {});
  const people = open(TIMEOUT_MS.people, PEOPLE_SETTINGS);
  return {
    writer: createClientStore({ queries: writer, streams: writer, commands }),
    verdicts: createClientStore({ queries: verdicts, streams: verdicts }),
    people: createClientStore({ queries: people, streams: people }),
    url,
    readersUrl: null,
    readToken: null,
    writeToken: null,
    close: async () => {
      const clients = [writer, commands, verdicts, people];
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}
