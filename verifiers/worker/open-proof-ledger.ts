import { readFileSync } from "node:fs";
import type { StateRow, StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import { type Proof, proofSchema, type Verification } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { hasRightRows } from "../checks/conclude.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { NO_PROOF_BEFORE, sealProof, type UnsealedProof } from "../proof/seal-proof.ts";

const PROOFS_KEPT = 100;
/** The table of the chains, for who reads it where nobody verifies yet. */
export const PROOF_LEDGER_MIGRATION = {
  name: "verifiers-0001-verification-proofs",
  sql: readFileSync(new URL("./migrations/0001-verification-proofs.sql", import.meta.url), "utf8"),
};

/**
 * What keeps the chains: which proof is the last of its series, and which verification has led to
 * which proof.
 */
export type ProofLedger = {
  /** The proof that a verification led to; null where it has led to none yet. */
  readonly find: (verificationId: string) => Promise<Proof | null>;
  /** The newest proof of the series whose rows were right. */
  readonly lastRight: (series: Proof["series"]) => Promise<Proof | null>;
  /**
   * Chains, signs and keeps a proof; the one kept already where the verification has led to one.
   */
  readonly seal: (verification: Verification, proof: UnsealedProof) => Promise<Proof>;
};

export async function openProofLedger(state: StateStore, keys: SigningKeys): Promise<ProofLedger> {
  await state.migrate([PROOF_LEDGER_MIGRATION]);
  return {
    find: (verificationId) => state.transact((transaction) => find(transaction, verificationId)),
    lastRight: (series) =>
      state.transact(async (transaction) =>
        first(
          await transaction.all(
            "SELECT body FROM verification_proofs WHERE series_id = ? AND reached_right = 1 ORDER BY position DESC LIMIT 1",
            seriesId(series),
          ),
        ),
      ),
    seal: (verification, proof) =>
      state.transact(async (transaction) => {
        const kept = await find(transaction, verification.id);
        return kept ?? append(transaction, { verification, proof, keys });
      }),
  };
}

async function find(transaction: StateTransaction, verificationId: string): Promise<Proof | null> {
  return first(
    await transaction.all(
      "SELECT body FROM verification_proofs WHERE verification_id = ?",
      verificationId,
    ),
  );
}

type Appended = {
  readonly verification: Verification;
  readonly proof: UnsealedProof;
  readonly keys: SigningKeys;
};

async function append(
  transaction: StateTransaction,
  { verification, proof, keys }: Appended,
): Promise<Proof> {
  const series = seriesId(proof.series);
  const [head] = await transaction.all(
    "SELECT position, body FROM verification_proofs WHERE series_id = ? ORDER BY position DESC LIMIT 1",
    series,
  );
  const position = head ? Number(head["position"]) + 1 : 0;
  const sealed = sealProof(proof, head ? parse(head).hash : NO_PROOF_BEFORE, keys);
  const reachedRight = hasRightRows(sealed) ? 1 : 0;
  await transaction.run(
    "INSERT INTO verification_proofs (verification_id, series_id, position, reached_right, body) VALUES (?, ?, ?, ?, ?)",
    verification.id,
    series,
    position,
    reachedRight,
    JSON.stringify(sealed),
  );
  await forget(transaction, series, position - PROOFS_KEPT);
  return sealed;
}

async function forget(
  transaction: StateTransaction,
  series: string,
  position: number,
): Promise<void> {
  await transaction.run(
    "DELETE FROM verification_proofs WHERE series_id = ? AND position <= ? AND position < coalesce((SELECT max(position) FROM verification_proofs WHERE series_id = ? AND reached_right = 1), position + 1)",
    series,
    position,
    series,
  );
}

function first([row]: readonly StateRow[]): Proof | null {
  return row ? parse(row) : null;
}

function parse(row: StateRow): Proof {
  return proofSchema.parse(JSON.parse(String(row["body"])));
}
