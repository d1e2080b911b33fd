import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import type { StoreConnections } from "../../../platform/store/store.ts";

const SERVER_URL = process.env["CLICKHOUSE_URL"];

type Describe = (name: string, open: () => Promise<StoreConnections>) => void;

/** Has a suite run on every kind of store: in process, over HTTP, and on a server that is given. */
export async function eachStore(describeStore: Describe): Promise<void> {
  const clock = createSystemClock();
  const logger = createLogger({ level: "error", destination: process.stderr });
  const directory = await mkdtemp(join(tmpdir(), "vigie-store-"));
  const embedded = await openStore({ connection: { kind: "embedded", directory }, clock, logger });
  const openUrl = (url: string | null, token: string | null) =>
    openStore({ connection: { kind: "url", url: `${url}`, token: `${token}` }, clock, logger });

  afterAll(async () => {
    await embedded.close();
    await rm(directory, { recursive: true });
  });

  describeStore("in process", async () => ({ ...embedded, close: async () => undefined }));

  describeStore("of another process, over HTTP", async () => {
    const { url, readToken, writeToken } = embedded;
    const [writing, reading] = await Promise.all([
      openUrl(url, writeToken),
      openUrl(url, readToken),
    ]);
    return {
      writer: writing.writer,
      verdicts: writing.verdicts,
      people: reading.people,
      close: async () => void (await Promise.all([writing.close(), reading.close()])),
    };
  });

  if (SERVER_URL !== undefined)
    describeStore("on a ClickHouse server", () =>
      openStore({
        connection: { kind: "url", url: SERVER_URL, database: "default" },
        clock,
        logger,
      }),
    );
}
