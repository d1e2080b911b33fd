import { randomBytes } from "node:crypto";
import { join } from "node:path";
import process from "node:process";
import { OperatingError } from "../errors/operating-error.ts";
import type { Logger } from "../logger/create-logger.ts";
import { createChdbConnection } from "./chdb-connection.ts";
import { ChdbEngine, type Lane } from "./chdb-engine.ts";
import { createClientStore } from "./client-store.ts";
import { createQuietClient } from "./create-quiet-client.ts";
import { serveStore } from "./http/serve-store.ts";
import type { EmbeddedStore, OpenedStore, ReadersListener } from "./open-store.ts";
import { ownDirectory } from "./own-directory.ts";
import type { Store } from "./store.ts";

const LOOPBACK = "127.0.0.1";
const TOKEN_BYTES = 32;

type Served = { readonly engine: ChdbEngine; readonly logger: Logger };

/** ClickHouse in this process, owning its directory and serving it on loopback until closed. */
export async function openEmbeddedStore(
  { directory, host = LOOPBACK, port = 0, readers }: EmbeddedStore,
  logger: Logger,
): Promise<OpenedStore> {
  const ownership = ownDirectory(directory);
  await using undo = new AsyncDisposableStack();
  undo.defer(async () => ownership.release());
  const engine = openEngine(join(directory, "clickhouse"));
  undo.defer(() => engine.close());
  const tokens = { write: createToken(), read: createToken() };
  const server = await serveStore({ engine, host, port, tokens, lane: "people", logger });
  undo.defer(() => server.stop());
  const forReaders = readers && (await serveReaders(readers, { engine, logger }));
  undo.defer(async () => forReaders?.stop());
  ownership.announce({ pid: process.pid, url: server.url, readToken: tokens.read });
  const opened = undo.move();
  return {
    writer: openLane(engine, "writer"),
    verdicts: openLane(engine, "verdicts"),
    people: openLane(engine, "people"),
    url: server.url,
    readersUrl: forReaders?.url ?? null,
    readToken: tokens.read,
    writeToken: tokens.write,
    close: () => opened.disposeAsync(),
  };
}

function serveReaders({ host, port, token }: ReadersListener, served: Served) {
  const tokens = { write: null, read: token };
  return serveStore({ ...served, host, port, tokens, lane: "readers" });
}

function openEngine(directory: string): ChdbEngine {
  try {
    return new ChdbEngine(directory);
  } catch (cause) {
    throw new OperatingError(`Cannot open the embedded store in ${directory}`, {
      retryable: false,
      hint: "a process has one embedded store at a time; check the disk's space, and who made the directory",
      cause,
    });
  }
}

function openLane(engine: ChdbEngine, lane: Lane): Store {
  const open = (streamed: boolean) =>
    createQuietClient({ connection: createChdbConnection({ engine, lane, streamed }) });
  return createClientStore({ queries: open(false), streams: open(true) });
}

function createToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}
