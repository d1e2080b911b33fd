import { readFileSync } from "node:fs";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Judged } from "./judge-item.ts";

const MIGRATION = {
  name: "ingest-0001-identities",
  sql: readFileSync(new URL("./identities.sql", import.meta.url), "utf8"),
};
const PRUNE_EVERY_MS = 3_600_000;
const PRUNED_MAX = 10_000;

const FIND = "SELECT content_hash FROM ingest_identities WHERE identity = ?";
const RECORD = "INSERT INTO ingest_identities VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const PRUNE = `DELETE FROM ingest_identities WHERE identity IN
  (SELECT identity FROM ingest_identities WHERE recorded_at_ms < ? LIMIT ?)`;

export type Identities = {
  /** The content hash under which each identity was accepted; absent where it never was. */
  readonly find: (judged: readonly Judged[]) => Promise<ReadonlyMap<string, string>>;
  /** Remembers what was appended; forgets, now and then, what is too old to come again. */
  readonly record: (judged: readonly Judged[], nowMs: number) => Promise<void>;
};

export async function openIdentities(state: StateStore, keptMs: number): Promise<Identities> {
  await state.migrate([MIGRATION]);
  let pruneAtMs = Number.NEGATIVE_INFINITY;

  return {
    find: (judged) =>
      state.transact(({ all }) => {
        const known = new Map<string, string>();
        for (const { identity } of judged) {
          const [row] = all(FIND, identity);
          const { content_hash: contentHash } = row ?? {};
          if (typeof contentHash === "string") known.set(identity, contentHash);
        }
        return known;
      }),

    record: (judged, nowMs) =>
      state.transact(({ run }) => {
        for (const { identity, contentHash } of judged) {
          run(RECORD, identity, contentHash, nowMs);
        }
        if (nowMs < pruneAtMs) return;
        run(PRUNE, nowMs - keptMs, PRUNED_MAX);
        pruneAtMs = nowMs + PRUNE_EVERY_MS;
      }),
  };
}
