import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { LogRecord, Topic } from "../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { type OpenedStore, openStore } from "../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import { openTestState } from "../services/open-test-state.ts";
import { NOW_MS } from "./make-event.ts";

const HOUR_MS = 3_600_000;
export const AHEAD_MAX_MS = HOUR_MS;
export const IDENTITIES_KEPT_MS = 60 * 24 * HOUR_MS;

export type Ground = Awaited<ReturnType<typeof openGround>>;

/**
 * A real log and state in a directory of their own, an acceptor on them, and a clock that stands
 * at `NOW_MS`.
 */
export async function openGround() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-ingest-"));
  const clock = createSimulatedClock(NOW_MS);
  const log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
  const state = await openTestState(directory);
  const acceptor = await createAcceptor({
    log,
    state,
    clock,
    aheadMaxMs: AHEAD_MAX_MS,
    identitiesKeptMs: IDENTITIES_KEPT_MS,
  });

  async function read(topic: Topic): Promise<LogRecord[]> {
    return Array.fromAsync(log.replay(topic));
  }

  return {
    directory,
    clock,
    log,
    state,
    acceptor,
    read,
    logger: pino({ level: "silent" }),
    close: async () => {
      await log.close();
      await state.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** A store of its own in the ground's directory, migrated; whoever opens it closes it. */
export async function openGroundStore({ directory, clock, logger }: Ground): Promise<OpenedStore> {
  const connection = { kind: "embedded", directory: join(directory, "store") } as const;
  const store = await openStore({ connection, clock, logger });
  await migrateStore(store.writer, clickhouseMigrations());
  return store;
}
