import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import type { Judged } from "./judge-item.ts";

export const IDENTITY_MIGRATIONS = [
  { name: "ingest-0001-identities", file: "./identities.sql" },
  { name: "ingest-0005-claims", file: "./claims.sql" },
].map(({ name, file }) => ({ name, sql: readFileSync(new URL(file, import.meta.url), "utf8") }));
const PRUNE_EVERY_MS = 3_600_000;
const PRUNED_MAX = 10_000;
/** So many that of the few that are pending no two are the same. */
const CLAIMS = 2 ** 48 - 1;
/** After a power cut what came last may be taken in once more, and shown once. */
const MAY_BE_LOST = { mayBeLost: true };
/** For so many rows each, the most first: few journeys to a server, and few texts to prepare. */
const STATEMENTS = [256, 64, 16, 4, 1].map((rows) => ({
  rows,
  insert: `INSERT INTO ingest_identities (identity, content_hash, recorded_at_ms, claim)
    VALUES ${repeat("(?, ?, ?, ?)", rows)} ON CONFLICT DO NOTHING`,
  find: `SELECT identity, content_hash, ingest_claims.claim AS pending
    FROM ingest_identities LEFT JOIN ingest_claims ON ingest_claims.claim = ingest_identities.claim
    WHERE identity IN (${repeat("?", rows)})`,
}));

const TAKE_OVER = "UPDATE ingest_identities SET claim = ? WHERE identity = ?";
const OPEN = "INSERT INTO ingest_claims (claim, claimed_at_ms) VALUES (?, ?)";
const CLOSE = "DELETE FROM ingest_claims WHERE claim = ?";
const PRUNE = `DELETE FROM ingest_identities WHERE identity IN
  (SELECT identity FROM ingest_identities WHERE recorded_at_ms < ? LIMIT ?)`;
const PRUNE_CLAIMS = "DELETE FROM ingest_claims WHERE claimed_at_ms < ?";

/** What an identity stands for; `isAppended` once the log is known to have it. */
export type Known = { readonly contentHash: string; readonly isAppended: boolean };

export type Claim = {
  /** What each identity that was brought stands for, by this claim or an earlier one. */
  readonly known: ReadonlyMap<string, Known>;
  /** Says that all of it has been appended. */
  readonly confirm: () => Promise<void>;
};

/**
 * Which content each (source, id) stands for, whichever process took it in. It is claimed before
 * it is appended, and the first claim stands, so that no two processes append two contents. Where
 * a process ends, or the log fails, before the claim is confirmed, nobody can know whether the
 * content came into the log: it stays pending. Whoever brings it again has it appended again,
 * which the store shows once; another content is refused.
 */
export type Identities = {
  /** Forgets, now and then, what is too old to come again. */
  readonly claim: (judged: readonly Judged[], nowMs: number) => Promise<Claim>;
};

export async function openIdentities(state: StateStore, keptMs: number): Promise<Identities> {
  await state.migrate(IDENTITY_MIGRATIONS);
  let pruneAtMs = Number.NEGATIVE_INFINITY;

  return {
    claim: async (judged, nowMs) => {
      const claim = randomInt(CLAIMS);
      const isPruning = nowMs >= pruneAtMs;
      const { known, isPruned } = await state.transact(async (transaction) => {
        await transaction.run(OPEN, claim, nowMs);
        const known = await claimAll(transaction, { judged, claim, nowMs });
        return { known, isPruned: isPruning && (await prune(transaction, nowMs - keptMs)) };
      }, MAY_BE_LOST);
      if (isPruned) pruneAtMs = nowMs + PRUNE_EVERY_MS;
      const confirm = () =>
        state.transact(async ({ run }) => {
          await run(CLOSE, claim);
        }, MAY_BE_LOST);
      return { known, confirm };
    },
  };
}

type Claiming = {
  readonly judged: readonly Judged[];
  readonly claim: number;
  readonly nowMs: number;
};

async function claimAll(
  transaction: StateTransaction,
  { judged, claim, nowMs }: Claiming,
): Promise<ReadonlyMap<string, Known>> {
  const known = new Map<string, Known>();
  let claimed = 0;
  // In one order, so that of two who claim the same one waits for the other, and not both.
  for (const { insert, find, part } of inParts(judged.toSorted(byIdentity))) {
    const values = part.flatMap((one) => [one.identity, one.contentHash, nowMs, claim]);
    const inserted = await transaction.run(insert, ...values);
    claimed += inserted;
    for (const one of part)
      known.set(one.identity, { contentHash: one.contentHash, isAppended: false });
    if (inserted === part.length) continue;
    const brought = new Set(part.map(({ contentHash }) => contentHash));
    const rows = await transaction.all(find, ...part.map(({ identity }) => identity));
    for (const { identity, content_hash, pending } of rows) {
      const contentHash = String(content_hash);
      known.set(String(identity), { contentHash, isAppended: pending === null });
      if (pending !== null && pending !== claim && brought.has(contentHash))
        claimed += await transaction.run(TAKE_OVER, claim, String(identity));
    }
  }
  if (claimed === 0) await transaction.run(CLOSE, claim);
  return known;
}

/** Whether nothing older is left; claims that are older then have none to keep pending. */
async function prune({ run }: StateTransaction, beforeMs: number): Promise<boolean> {
  if ((await run(PRUNE, beforeMs, PRUNED_MAX)) === PRUNED_MAX) return false;
  await run(PRUNE_CLAIMS, beforeMs);
  return true;
}

function byIdentity(a: Judged, b: Judged): number {
  if (a.identity === b.identity) return 0;
  return a.identity < b.identity ? -1 : 1;
}

function repeat(text: string, times: number): string {
  return Array.from({ length: times }, () => text).join(", ");
}

function* inParts(judged: readonly Judged[]) {
  let from = 0;
  for (const { rows, insert, find } of STATEMENTS)
    for (; judged.length - from >= rows; from += rows)
      yield { insert, find, part: judged.slice(from, from + rows) };
}
