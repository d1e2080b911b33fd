import { readFileSync } from "node:fs";
import { z } from "zod";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import {
  type Proof,
  proofSchema,
  type Verification,
  verificationSchema,
} from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { PROOF_LEDGER_MIGRATION } from "../worker/open-proof-ledger.ts";

/** More than these may not wait for their turn at once. */
const WAITING_MAX = 100;
/** Of one tenant: nobody takes the turns of others. */
const WAITING_PER_TENANT_MAX = 20;
const GIVEN_AGAIN_MS = 3_600_000;
const KEPT_FOR_MS = 7 * 24 * 3_600_000;
export const ASKED_MIGRATION = {
  name: "asked/0001-asked-verifications",
  sql: readFileSync(new URL("./migrations/0001-asked-verifications.sql", import.meta.url), "utf8"),
};

/** A verification that somebody asked for; `proof` is null while it waits or is under way. */
export type AskedVerification = {
  readonly verification: Verification;
  readonly proof: Proof | null;
};

/** What people ask to be verified, for as long as they may come back to look. */
export type AskedVerifications = {
  /**
   * Gives work to the verifiers; where the same is waiting already, that. `full`: too much waits,
   * of all or of its tenant.
   */
  readonly ask: (verification: Verification) => Promise<Verification | "full">;
  /** Null where it was not asked for, or more than 7 days ago. */
  readonly find: (id: string) => Promise<AskedVerification | null>;
};

export async function openAskedVerifications(
  state: StateStore,
  log: Pick<EventLog, "append">,
): Promise<AskedVerifications> {
  await state.migrate([PROOF_LEDGER_MIGRATION, ASKED_MIGRATION]);
  return {
    ask: async (asked) => {
      const verification = verificationSchema.parse(asked);
      const waiting = await state.transact((rows) => keepWaiting(rows, verification));
      if (waiting === "full") return waiting;
      const isNew = waiting === verification;
      if (!isNew && !hasWaitedLong(waiting, verification)) return waiting;
      const key = seriesKey(waiting.series);
      try {
        await log.append(TOPICS.verifications, [{ key, value: JSON.stringify(waiting) }]);
      } catch (error) {
        if (isNew) await state.transact((rows) => leave(rows, waiting));
        throw error;
      }
      return waiting;
    },
    find: (id) => state.transact((transaction) => find(transaction, id)),
  };
}

/** The same that waits already, or this one, which waits from now on; one after another. */
async function keepWaiting(
  transaction: StateTransaction,
  verification: Verification,
): Promise<Verification | "full"> {
  const waiting = await listWaiting(transaction);
  const same = waiting.find((one) => contentOf(one) === contentOf(verification));
  if (same) return same;
  if (isFull(waiting, verification)) return "full";
  await keep(transaction, verification);
  return verification;
}

/** A crash may have lost it, so that it is given again; work that is given twice is done once. */
function hasWaitedLong(waiting: Verification, { askedAt }: Verification): boolean {
  return Date.parse(askedAt) - Date.parse(waiting.askedAt) >= GIVEN_AGAIN_MS;
}

function isFull(waiting: readonly Verification[], { series: { tenant } }: Verification): boolean {
  const theirs = waiting.filter(({ series }) => series.tenant === tenant);
  return waiting.length >= WAITING_MAX || theirs.length >= WAITING_PER_TENANT_MAX;
}

function contentOf({ id: _id, askedAt: _askedAt, ...what }: Verification): string {
  return JSON.stringify(what);
}

async function listWaiting({ all }: StateTransaction): Promise<readonly Verification[]> {
  const rows = await all(
    `SELECT body FROM verifications_asked_for AS asked WHERE NOT EXISTS
       (SELECT 1 FROM verification_proofs AS led WHERE led.verification_id = asked.id)
     ORDER BY asked_at_ms LIMIT ?`,
    WAITING_MAX,
  );
  return rows.flatMap((row) => readWork(bodyRow.parse(row).body) ?? []);
}

async function keep({ run }: StateTransaction, verification: Verification): Promise<void> {
  const { id, askedAt } = verification;
  const atMs = Date.parse(askedAt);
  await run("DELETE FROM verifications_asked_for WHERE asked_at_ms < ?", atMs - KEPT_FOR_MS);
  await run(
    `INSERT INTO verifications_asked_for (id, asked_at_ms, body) VALUES (?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    ...[id, atMs, JSON.stringify(verification)],
  );
}

async function leave({ run }: StateTransaction, { id }: Verification): Promise<void> {
  await run("DELETE FROM verifications_asked_for WHERE id = ?", id);
}

async function find({ all }: StateTransaction, id: string): Promise<AskedVerification | null> {
  const [row] = await all(
    `SELECT asked.body AS body, led.body AS proof FROM verifications_asked_for AS asked
     LEFT JOIN verification_proofs AS led ON led.verification_id = asked.id WHERE asked.id = ?`,
    id,
  );
  if (!row) return null;
  const { body, proof } = bodyRow.extend({ proof: z.string().nullable() }).parse(row);
  const verification = readWork(body);
  return (
    verification && {
      verification,
      proof: proof === null ? null : proofSchema.parse(JSON.parse(proof)),
    }
  );
}

/** Null for what an older Vigie took although it was none; it goes after its days. */
function readWork(body: string): Verification | null {
  return verificationSchema.safeParse(JSON.parse(body)).data ?? null;
}

const bodyRow = z.object({ body: z.string() });
