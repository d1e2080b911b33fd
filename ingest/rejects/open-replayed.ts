import { readFileSync } from "node:fs";
import type { StateStore } from "../../platform/state/state-store.ts";

const MIGRATION = {
  name: "ingest-0003-replayed-rejects",
  sql: readFileSync(new URL("./replayed-rejects.sql", import.meta.url), "utf8"),
};

const FIND = "SELECT id FROM ingest_replayed_rejects WHERE id = ?";
const RECORD = "INSERT INTO ingest_replayed_rejects VALUES (?, ?) ON CONFLICT DO NOTHING";

/** Which rejects were replayed already. */
export type Replayed = {
  readonly find: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly record: (ids: readonly string[], nowMs: number) => Promise<void>;
};

export async function openReplayed(state: StateStore): Promise<Replayed> {
  await state.migrate([MIGRATION]);
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
  };
}
