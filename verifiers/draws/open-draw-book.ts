import { readFileSync } from "node:fs";
import { z } from "zod";
import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import { type ProofLevel, type Verification, verificationSchema } from "../../schemas/proof.ts";

/** What draws asked for is asked for at once; these are kept for a start after a crash. */
const ASKED_KEPT_MS = 7 * 86_400_000;

export const DRAWS_MIGRATION = {
  name: "draws/0001-draws",
  sql: readFileSync(new URL("./migrations/0001-draws.sql", import.meta.url), "utf8"),
};

const askedSchema = z.array(verificationSchema);

/** Which draw: of one tenant, at one round. */
export type DrawName = { readonly tenant: string; readonly drawnAtMs: number };

export type NotedDraw = DrawName & {
  readonly campaignAtMs: number;
  readonly level: ProofLevel;
  readonly sequence: number;
  readonly asked: readonly Verification[];
};

/** Remembers draws, so that what was drawn is never drawn anew. */
export type DrawBook = {
  /** What a draw asked for; null where it was not made yet. */
  readonly find: (name: DrawName) => Promise<readonly Verification[] | null>;
  /** How many copies of a tenant were drawn in a campaign at a level. */
  readonly countDrawn: (
    campaign: Pick<NotedDraw, "tenant" | "campaignAtMs" | "level">,
  ) => Promise<number>;
  /** False where another process has made the draw, or another of the campaign, meanwhile. */
  readonly note: (draw: NotedDraw) => Promise<boolean>;
};

export async function openDrawBook(state: StateStore): Promise<DrawBook> {
  await state.migrate([DRAWS_MIGRATION]);
  return {
    find: (name) => state.transact((transaction) => find(transaction, name)),
    countDrawn: (campaign) => state.transact((transaction) => count(transaction, campaign)),
    note: (draw) => state.transact((transaction) => note(transaction, draw)),
  };
}

async function find(
  transaction: StateTransaction,
  { tenant, drawnAtMs }: DrawName,
): Promise<readonly Verification[] | null> {
  const [row] = await transaction.all(
    "SELECT asked FROM draws WHERE tenant = ? AND drawn_at_ms = ?",
    ...[tenant, drawnAtMs],
  );
  return row ? askedSchema.parse(JSON.parse(String(row["asked"]))) : null;
}

async function count(
  transaction: StateTransaction,
  { tenant, campaignAtMs, level }: Pick<NotedDraw, "tenant" | "campaignAtMs" | "level">,
): Promise<number> {
  const [row] = await transaction.all(
    `SELECT coalesce(sum(drawn), 0) AS drawn FROM draws
     WHERE tenant = ? AND campaign_at_ms = ? AND level = ?`,
    ...[tenant, campaignAtMs, level],
  );
  return Number(row?.["drawn"] ?? 0);
}

async function note(transaction: StateTransaction, draw: NotedDraw): Promise<boolean> {
  const { tenant, drawnAtMs, campaignAtMs, level, sequence, asked } = draw;
  if (await find(transaction, draw)) return false;
  if ((await count(transaction, draw)) !== sequence) return false;
  await transaction.run(
    "UPDATE draws SET asked = '[]' WHERE tenant = ? AND drawn_at_ms < ?",
    ...[tenant, drawnAtMs - ASKED_KEPT_MS],
  );
  await transaction.run(
    `INSERT INTO draws (tenant, drawn_at_ms, campaign_at_ms, level, sequence, drawn, asked)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[tenant, drawnAtMs, campaignAtMs, level, sequence, asked.length, JSON.stringify(asked)],
  );
  return true;
}
