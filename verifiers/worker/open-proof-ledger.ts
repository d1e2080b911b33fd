import { readFileSync } from "node:fs";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { StateRow, StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import { type Proof, proofSchema, type Verification } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { hasRightRows } from "../checks/conclude.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { NO_PROOF_BEFORE, sealProof, type UnsealedProof } from "../proof/seal-proof.ts";

const PROOFS_KEPT = 100;
/** Once sealed without a look: of clocks set back, and of rows of years beyond 9999. */
const SEALED_UNSEEN: ReadonlySet<unknown> = new Set(["seconds", "newestRowAt"]);
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
      state.transact(async (transaction) => {
        const id = seriesId(series);
        await findHead(transaction, id);
        return first(
          await transaction.all(
            "SELECT body FROM verification_proofs WHERE series_id = ? AND reached_right = 1 ORDER BY position DESC LIMIT 1",
            id,
          ),
        );
      }),
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
  const head = await findHead(transaction, series);
  const position = head ? head.position + 1 : 0;
  const sealed = sealProof(proof, head ? head.proof.hash : NO_PROOF_BEFORE, keys);
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

/** The last of a series; what follows it and was never told is removed. */
async function findHead(
  transaction: StateTransaction,
  series: string,
): Promise<{ readonly position: number; readonly proof: Proof } | null> {
  for (;;) {
    const [row] = await transaction.all(
      "SELECT position, body FROM verification_proofs WHERE series_id = ? ORDER BY position DESC LIMIT 1",
      series,
    );
    if (!row) return null;
    const position = Number(row["position"]);
    const proof = parse(row);
    if (proof) return { position, proof };
    await transaction.run(
      "DELETE FROM verification_proofs WHERE series_id = ? AND position = ?",
      ...[series, position],
    );
  }
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

/** Null of one that was sealed unseen, and so was never written as a file nor told in the log. */
function parse(row: StateRow): Proof | null {
  const { data, error } = proofSchema.safeParse(JSON.parse(String(row["body"])));
  if (data) return data;
  if (error?.issues.every(({ path }) => SEALED_UNSEEN.has(path.at(-1)))) return null;
  throw new OperatingError("Cannot read the last proof of a series in the state", {
    ...{ retryable: false, cause: error },
    hint: "it is of a newer version of Vigie: run that version, or a newer one",
  });
}
