import type { Clock } from "../../platform/clock/clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Vault } from "../../platform/objects/open-object.ts";
import type { Store } from "../../platform/store/store.ts";
import { matchPolicy } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Proof, Verification } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { readChain } from "../chains/read-chain.ts";
import { askVerification } from "../copies/ask-verification.ts";
import { readCopies } from "../copies/read-copies.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { proofKeys, writeProofFile } from "../proof/write-proof-file.ts";
import type { Readings } from "../rereading/open-readings.ts";
import type { Sandbox } from "../sandboxes/sandbox.ts";
import { type VerifyOptions, verifyCopy } from "../verify-copy.ts";
import type { ProofCounter } from "./measure-proving.ts";
import type { ProofLedger } from "./open-proof-ledger.ts";

export type ProverOptions = {
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keys: SigningKeys;
  readonly policies: readonly Policy[];
  readonly bytesMax: number;
  readonly vaults: readonly Vault[];
  readonly ledger: ProofLedger;
  readonly readings: Readings;
  /** In order of preference. */
  readonly sandboxes: readonly Sandbox[];
  readonly inspect: VerifyOptions["inspect"];
  readonly proofs: ObjectStore;
  readonly version?: string;
  /** Aborted while stopping. */
  readonly signal: AbortSignal;
  readonly count: ProofCounter;
};

/**
 * Leads one verification to its proof: in the ledger, as a file, in the log. Repeating it gives
 * the same proof. Null while stopping.
 */
export type Prove = (verification: Verification) => Promise<Proof | null>;

export function createProver(options: ProverOptions): Prove {
  const { ledger, proofs, keys, log, logger } = options;
  return async (verification) => {
    const proof = (await ledger.find(verification.id)) ?? (await makeProof(verification, options));
    if (!proof) return null;
    await writeProofFile(proofs, proof, proofKeys(proof, keys));
    const key = seriesKey(proof.series);
    await log.append(TOPICS.proofs, [{ key, value: JSON.stringify(proof) }]);
    await askForOtherCopy(proof, verification, options);
    const { id, outcome, level, failure } = proof;
    logger.info({ proof: id, series: key, outcome, level, failure }, "verified a copy");
    return proof;
  };
}

/** What was seen while stopping is worth nothing: the work comes again. */
async function makeProof(
  verification: Verification,
  options: ProverOptions,
): Promise<Proof | null> {
  const { ledger, store, readings, policies, signal, count, clock } = options;
  const policy = matchPolicy(verification.series, policies);
  const last = await ledger.lastRight(verification.series);
  const chain = await readChain(store, verification);
  const findReading = readings.find;
  const proof = await verifyCopy(verification, { ...options, policy, last, chain, findReading });
  if (signal.aborted) return null;
  const sealed = await ledger.seal(verification, proof);
  const { copy, read, reason, outcome } = sealed;
  if (read && reason !== "recheck" && outcome !== "failed")
    await readings.note(copy, read.sha256, clock.nowMs());
  count(sealed.outcome);
  return sealed;
}

/**
 * After a failure the run's other copies are asked for too: they may be what is left of it; and
 * after doubts that could not be settled, as where a copy cannot be read.
 */
async function askForOtherCopy(
  { outcome, series, runId, copy }: Proof,
  { reason, level, targetAt, askedAt }: Verification,
  { log, store }: ProverOptions,
): Promise<void> {
  const isDoubted = outcome === "failed" || (outcome === "unproven" && reason === "recheck");
  if (!isDoubted || reason === "other-copy") return;
  const present = await readCopies(store, { series, runId });
  const others = present.filter((other) => other.copy.uri !== copy.uri);
  const askedAtMs = Date.parse(askedAt);
  const asked = { level, targetAt, reason: "other-copy", askedAtMs } as const;
  const entries = others.map((other) => ({
    key: seriesKey(series),
    value: JSON.stringify(askVerification(other, asked)),
  }));
  if (entries.length > 0) await log.append(TOPICS.verifications, entries);
}
