import { readFileSync } from "node:fs";
import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Verification } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { proofId } from "../proof/proof-id.ts";

/** Longer than any queue should be: what has no proof by then was lost, and is asked for again. */
const LOST_AFTER_MS = 7 * 86_400_000;

export const ROUNDS_MIGRATION = {
  name: "rounds/0001-rounds",
  sql: readFileSync(new URL("./migrations/0001-rounds.sql", import.meta.url), "utf8"),
};
const PROOF_IDS = readFileSync(new URL("./select-proof-ids.sql", import.meta.url), "utf8");

const askedRow = z.object({
  proof_id: z.string(),
  series_id: z.string(),
  asked_at_ms: z.coerce.number(),
});

/** What rounds remember, so that none is held twice and nothing is queued twice. */
export type RoundBook = {
  /** Whether a round was held, by this process or another. */
  readonly isHeld: (roundMs: number) => Promise<boolean>;
  /** The ids of the series of which a verification is still to be done. */
  readonly listAwaited: (store: Store, nowMs: number) => Promise<ReadonlySet<string>>;
  readonly note: (roundMs: number, asked: readonly Verification[]) => Promise<void>;
};

export async function openRoundBook(state: StateStore): Promise<RoundBook> {
  await state.migrate([ROUNDS_MIGRATION]);
  return {
    isHeld: (roundMs) =>
      state.transact(async (transaction) => {
        const rows = await transaction.all(
          "SELECT round_at_ms FROM verification_rounds WHERE round_at_ms >= ?",
          roundMs,
        );
        return rows.length > 0;
      }),
    listAwaited: (store, nowMs) => listAwaited(state, store, nowMs),
    note: (roundMs, asked) =>
      state.transact(async (transaction) => {
        for (const verification of asked)
          await transaction.run(
            `INSERT INTO asked_verifications (proof_id, series_id, asked_at_ms) VALUES (?, ?, ?)
             ON CONFLICT (proof_id) DO NOTHING`,
            ...[proofId(verification), seriesId(verification.series), roundMs],
          );
        await transaction.run("DELETE FROM verification_rounds WHERE round_at_ms < ?", roundMs);
        await transaction.run(
          "INSERT INTO verification_rounds (round_at_ms) VALUES (?) ON CONFLICT DO NOTHING",
          roundMs,
        );
      }),
  };
}

async function listAwaited(
  state: StateStore,
  store: Store,
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const asked = await state.transact(async (transaction) => {
    const rows = await transaction.all(
      "SELECT proof_id, series_id, asked_at_ms FROM asked_verifications",
    );
    return rows.map((row) => askedRow.parse(row));
  });
  if (asked.length === 0) return new Set();
  const fromMs = Math.min(...asked.map(({ asked_at_ms }) => asked_at_ms));
  const rows = await store.query(PROOF_IDS, { fromMs }, z.object({ id: z.string() }));
  const made = new Set(rows.map(({ id }) => id));
  const isOver = (one: z.infer<typeof askedRow>) =>
    made.has(one.proof_id) || one.asked_at_ms < nowMs - LOST_AFTER_MS;
  await state.transact(async (transaction) => {
    for (const { proof_id } of asked.filter(isOver))
      await transaction.run("DELETE FROM asked_verifications WHERE proof_id = ?", proof_id);
  });
  return new Set(asked.filter((one) => !isOver(one)).map(({ series_id }) => series_id));
}
