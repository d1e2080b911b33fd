import { readFileSync } from "node:fs";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Judged } from "./judge-item.ts";

const MIGRATION = {
  name: "ingest-0001-identities",
  sql: readFileSync(new URL("./identities.sql", import.meta.url), "utf8"),
};
const PRUNE_EVERY_MS = 3_600_000;
const PRUNED_MAX = 10_000;
/** For so many rows each, the most first: few journeys to a server, and few texts to prepare. */
const STATEMENTS = [256, 16, 1].map((rows) => ({
  rows,
  find: `SELECT identity, content_hash FROM ingest_identities
    WHERE identity IN (${repeat("?", rows)})`,
  record: `INSERT INTO ingest_identities VALUES ${repeat("(?, ?, ?)", rows)}
    ON CONFLICT DO NOTHING`,
}));

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
      state.transact(async ({ all }) => {
        const known = new Map<string, string>();
        for (const { find, part } of inParts(judged)) {
          const rows = await all(find, ...part.map(({ identity }) => identity));
          for (const { identity, content_hash: contentHash } of rows)
            known.set(String(identity), String(contentHash));
        }
        return known;
      }),

    record: async (judged, nowMs) => {
      const isPruning = nowMs >= pruneAtMs;
      await state.transact(async ({ run }) => {
        for (const { record, part } of inParts(judged)) {
          const values = part.flatMap((one) => [one.identity, one.contentHash, nowMs]);
          await run(record, ...values);
        }
        if (isPruning) await run(PRUNE, nowMs - keptMs, PRUNED_MAX);
      });
      if (isPruning) pruneAtMs = nowMs + PRUNE_EVERY_MS;
    },
  };
}

function repeat(text: string, times: number): string {
  return Array.from({ length: times }, () => text).join(", ");
}

function* inParts(judged: readonly Judged[]) {
  let from = 0;
  for (const { rows, find, record } of STATEMENTS)
    for (; judged.length - from >= rows; from += rows)
      yield { find, record, part: judged.slice(from, from + rows) };
}
