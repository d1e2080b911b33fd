import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import { describeStore } from "../../platform/store-conformance.ts";

const SERVER_URL = process.env["CLICKHOUSE_URL"];

const clock = createSystemClock();
const logger = createLogger({ level: "error", destination: process.stderr });
const directory = await mkdtemp(join(tmpdir(), "vigie-store-"));
const embedded = await openStore({ connection: { kind: "embedded", directory }, clock, logger });

afterAll(async () => {
  await embedded.close();
  await rm(directory, { recursive: true });
});

describeStore("in process", async () => ({ ...embedded, close: async () => undefined }));

describeStore("of another process, over HTTP", async () => {
  const { url, readToken, writeToken } = embedded;
  const open = (token: string | null) =>
    openStore({ connection: { kind: "url", url: `${url}`, token: `${token}` }, clock, logger });
  const [writing, reading] = await Promise.all([open(writeToken), open(readToken)]);
  return {
    writer: writing.writer,
    verdicts: writing.verdicts,
    people: reading.people,
    close: async () => void (await Promise.all([writing.close(), reading.close()])),
  };
});

if (SERVER_URL !== undefined)
  describeStore("on a ClickHouse server", () =>
    openStore({ connection: { kind: "url", url: SERVER_URL, database: "default" }, clock, logger }),
  );
