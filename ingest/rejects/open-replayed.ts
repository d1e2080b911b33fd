import { readFileSync } from "node:fs";
import type { StateStore } from "../../platform/state/state-store.ts";

export const REPLAYED_MIGRATIONS = [
  { name: "ingest-0003-replayed-rejects", file: "./replayed-rejects.sql" },
  { name: "ingest-0004-replayed-rejects-by-age", file: "./replayed-rejects-by-age.sql" },
].map(({ name, file }) => ({ name, sql: readFileSync(new URL(file, import.meta.url), "utf8") }));

const FIND = "SELECT id FROM ingest_replayed_rejects WHERE id = ?";
const RECORD = "INSERT INTO ingest_replayed_rejects VALUES (?, ?) ON CONFLICT DO NOTHING";
const PRUNE = "DELETE FROM ingest_replayed_rejects WHERE replayed_at_ms < ?";

/** Which rejects were replayed already, until the store shows it. */
export type Replayed = {
  readonly find: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly record: (ids: readonly string[], nowMs: number) => Promise<void>;
  /** Forgets what was replayed before an instant: the store has long been told. */
  readonly prune: (beforeMs: number) => Promise<void>;
};

export async function openReplayed(state: StateStore): Promise<Replayed> {
  await state.migrate(REPLAYED_MIGRATIONS);
  return {
    find: (ids) =>
      state.transact(async ({ all }) => {
        const found = new Set<string>();
        for (const id of ids) if ((await all(FIND, id)).length > 0) found.add(id);
        return found;
      }),
    record: (ids, nowMs) =>
      state.transact(async ({ run }) => {
        for (const id of ids) await run(RECORD, id, nowMs);
      }),
    prune: (beforeMs) =>
      state.transact(async ({ run }) => {
        await run(PRUNE, beforeMs);
      }),
  };
}
