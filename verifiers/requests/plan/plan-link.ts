import { instantToJson } from "../../../schemas/instant.ts";
import { PROOF_LEVELS } from "../../../schemas/proof.ts";
import type { PlannedCopy, PlannedLink } from "../../../schemas/restore-plan.ts";
import { bytesToJson } from "../../../schemas/size.ts";
import type { Backup } from "../../chains/backup.ts";
import type { AssetProofs } from "../../window/read-asset-proofs.ts";
import type { PlanFacts } from "./read-plan-facts.ts";

type Known = Pick<PlanFacts, "sizeOf" | "lockedUntil"> & { readonly proofs: AssetProofs };

/**
 * A backup of a chain with its copies: the best proven first, a primary before a duplicate that is
 * proven no better. `format` is for who can read it.
 */
export function planLink(backup: Backup, known: Known): Omit<PlannedLink, "format"> | null {
  const { series, runId, startedAtMs, finishedAtMs } = backup;
  const copies = backup.copies.map((copy): PlannedCopy => {
    const { role, vault, uri, sizeBytes, checksum } = copy;
    const lockedUntil = known.lockedUntil({ series, runId, uri });
    const proof = known.proofs.find({ runId, uri });
    return { role, vault, uri, sizeBytes, checksum, lockedUntil, proof };
  });
  const [copy, ...others] = copies.sort((a, b) => rankOf(b) - rankOf(a));
  if (!copy) return null;
  const size = known.sizeOf(backup);
  return {
    ...{ series, runId, copy, others },
    startedAt: instantToJson(startedAtMs),
    finishedAt: instantToJson(finishedAtMs),
    sizeBytes: size === null ? copy.sizeBytes : bytesToJson(size),
  };
}

/** A failure of the copy itself has been left out before: what failed is what it rests on. */
function rankOf({ role, proof }: PlannedCopy): number {
  const shown = proof === null || proof.outcome === "failed" ? null : proof.level;
  const level = shown === null ? 0 : PROOF_LEVELS.indexOf(shown) + 1;
  return 2 * level + (role === "primary" ? 1 : 0);
}
