import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyring } from "../../../../app/own-backup/create-keyring.ts";
import { embeddedEngines } from "../../../../app/own-backup/engines.ts";
import { knownSchema } from "../../../../app/own-backup/known-schema.ts";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../../platform/logger/create-logger.ts";
import { openSqliteState } from "../../../../platform/state/open-sqlite-state.ts";
import { migrateStore } from "../../../../platform/store/migrate-store.ts";
import { openStore } from "../../../../platform/store/open-store.ts";
import type { Store } from "../../../../platform/store/store.ts";
import { openKeys } from "../../../../verifiers/proof/open-keys.ts";
import { createMemoryObjects } from "../../../app/own-backup/memory-objects.ts";

const TOPIC = { name: "vigie.events", partitions: 1 };
const GROUP = "store-writer";
const clock = createSystemClock();
const logger = createLogger({ level: "error", destination: process.stderr });

/** What every backup and restore of a test is given. */
export const keyring = createKeyring("a passphrase long enough");
export const common = { keyring, clock, logger, known: knownSchema(), onPart: () => undefined };

/** The store of a data directory, for the moment. */
export async function withStore<T>(data: string, ask: (store: Store) => Promise<T>): Promise<T> {
  const connection = { kind: "embedded", directory: join(data, "store") } as const;
  const store = await openStore({ connection, clock, logger });
  try {
    return await ask(store.writer);
  } finally {
    await store.close();
  }
}

/** Appends to the log, and lets the writer's group be done with it or not. */
export async function append(data: string, values: readonly string[], commit: boolean) {
  const log = await openEmbeddedLog({ directory: join(data, "log"), clock });
  await log.append(
    TOPIC,
    values.map((value) => ({ key: "series", value })),
  );
  if (commit) {
    const consumer = await log.consume(TOPIC, GROUP);
    await consumer.poll(1_000);
    await consumer.commit();
  }
  await log.close();
}

/** What the writer's group would be given next. */
export async function pollNext(data: string): Promise<readonly string[]> {
  const log = await openEmbeddedLog({ directory: join(data, "log"), clock });
  const consumer = await log.consume(TOPIC, GROUP);
  const records = await consumer.poll(1_000);
  await log.close();
  return records.map(({ value }) => value);
}

/** Everything of a Vigie that was used: a place to back up from, and a store of objects to. */
export async function makeVigieData() {
  const place = await mkdtemp(join(tmpdir(), "vigie-own-backup-"));
  const data = join(place, "data");
  const configFile = join(place, "vigie.yaml");
  await writeFile(configFile, "data: ./data\n");
  await withStore(data, async (store) => {
    await migrateStore(store, knownSchema().store);
  });
  const state = await openSqliteState({ file: join(data, "state.sqlite") });
  await state.migrate([{ name: "alerts/0001-incidents", sql: "create table a (b text) strict" }]);
  await state.transact(({ run }) => run("insert into a values (?)", "of the state"));
  await state.close();
  await append(data, ["one", "two"], true);
  await openKeys(join(data, "keys"));
  await mkdir(join(data, "proofs", "series"), { recursive: true });
  await writeFile(join(data, "proofs", "series", "proof.json"), Buffer.alloc(2_000_003, "proof "));
  await writeFile(join(data, "proofs", "series", "empty"), "");
  const reports = join(data, "reports");
  const objects = createMemoryObjects();
  return { place, configFile, objects, options: { data, reports, engines: embeddedEngines(data) } };
}
