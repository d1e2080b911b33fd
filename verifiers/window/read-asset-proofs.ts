import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { chainLinkSchema, PROOF_LEVELS, proofSchema } from "../../schemas/proof.ts";
import type { CopyProof } from "../../schemas/restore-plan.ts";
import { BACKUP_TYPES, type Series, seriesId } from "../../schemas/series.ts";
import { reaches } from "../checks/conclude.ts";
import { milliseconds } from "../copies/read-copies.ts";

const SELECT_PROOFS = readFileSync(new URL("./select-asset-proofs.sql", import.meta.url), "utf8");
/** Of one asset: two copies a night, each proven twice, for three years. */
const PROOFS_MAX = 4_000;

const rowSchema = z.object({
  id: z.string(),
  run_id: z.string(),
  uri: z.string(),
  level: z.union([z.enum(PROOF_LEVELS), z.literal("")]),
  outcome: proofSchema.shape.outcome,
  finished_at_ms: milliseconds,
  chain: z.string(),
  of_copy: z.coerce.boolean(),
});
export type ProofRow = z.infer<typeof rowSchema>;

const linksSchema = z.array(chainLinkSchema.pick({ runId: true, uri: true }));

/** A copy, by its run and address. */
export type CopyName = { readonly runId: string; readonly uri: string };

/** What proofs say of the copies of one asset. */
export type AssetProofs = {
  /** The best that was shown since it last failed, or else that failure; null without a proof. */
  readonly find: (copy: CopyName) => CopyProof | null;
  /** Whether its last proof says that its own bytes, or what was restored of them, are bad. */
  readonly isBad: (copy: CopyName) => boolean;
};

export async function readAssetProofs(store: Store, series: Series): Promise<AssetProofs> {
  const series_ids = BACKUP_TYPES.map((backupType) => seriesId({ ...series, backupType }));
  const parameters = { series_ids, rows_max: PROOFS_MAX };
  return foldProofs(await store.query(SELECT_PROOFS, parameters, rowSchema));
}

type Known = { readonly proof: CopyProof; readonly isBad: boolean; readonly isOver: boolean };

/** Newest first. What a chain was proven by was proven with it, each of its copies. */
export function foldProofs(rows: readonly ProofRow[]): AssetProofs {
  const known = new Map<string, Known>();
  for (const row of rows) {
    const own = { runId: row.run_id, uri: row.uri };
    note(known, nameOf(own), toKnown(row));
    if (row.outcome === "failed" || row.chain === "") continue;
    for (const link of linksSchema.parse(JSON.parse(row.chain)))
      if (nameOf(link) !== nameOf(own)) note(known, nameOf(link), toKnown(row));
  }
  return {
    find: (copy) => known.get(nameOf(copy))?.proof ?? null,
    isBad: (copy) => known.get(nameOf(copy))?.isBad ?? false,
  };
}

/** What is older than a failure says nothing any more. */
function note(known: Map<string, Known>, name: string, next: Known): void {
  const before = known.get(name);
  if (!before) known.set(name, next);
  else if (before.isOver) return;
  else if (next.isOver) known.set(name, { ...before, isOver: true });
  else if (isBetter(next.proof, before.proof)) known.set(name, next);
}

function isBetter({ level }: CopyProof, than: CopyProof): boolean {
  if (level === null) return false;
  return than.level === null || !reaches(than.level, level);
}

function toKnown(row: ProofRow): Known {
  const { id, level, outcome, run_id: ofRunId, finished_at_ms, of_copy } = row;
  const finishedAt = instantToJson(finished_at_ms);
  const isOver = outcome === "failed";
  const proof = { id, level: level === "" ? null : level, outcome, finishedAt, ofRunId };
  return { proof, isBad: isOver && of_copy, isOver };
}

function nameOf({ runId, uri }: CopyName): string {
  return `${runId}\n${uri}`;
}
