import { z } from "zod";
import type { Bilingual } from "../../schemas/bilingual.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";

const bodied = z.object({ id: z.string(), seriesId: z.string(), body: z.string() });

/** A finding with the id of its series, null where it is about none. */
export type BoardFinding = Finding & { readonly seriesId: string | null };

/** A finding as `findings.sql` returns it. */
export const boardFindingSchema = bodied.transform(
  ({ seriesId, body }): BoardFinding => ({
    ...findingSchema.parse(JSON.parse(body)),
    seriesId: seriesId === "" ? null : seriesId,
  }),
);

const seriesProofSchema = bodied.transform(
  ({ seriesId, body }): Proof & { readonly seriesId: string } => ({
    ...proofSchema.parse(JSON.parse(body)),
    seriesId,
  }),
);

/** What the board's lists say of a proof; the signed document has the rest. */
export type BoardProof = Pick<
  Proof,
  "id" | "wanted" | "level" | "outcome" | "failure" | "finishedAt" | "restoreSeconds"
> & {
  readonly seriesId: string;
  readonly vault: string;
  readonly role: Proof["copy"]["role"];
  /** What the first check that did not pass had to say. */
  readonly said: Bilingual | null;
};

/** A proof as `latest-proofs.sql` returns it. */
export const boardProofSchema = seriesProofSchema.transform(
  ({ copy, checks, ...proof }): BoardProof => ({
    id: proof.id,
    seriesId: proof.seriesId,
    wanted: proof.wanted,
    level: proof.level,
    outcome: proof.outcome,
    failure: proof.failure,
    finishedAt: proof.finishedAt,
    restoreSeconds: proof.restoreSeconds,
    vault: copy.vault,
    role: copy.role,
    said: checks.find((check) => check.verdict !== "pass")?.reason ?? null,
  }),
);

/** One list at one instant. `more`: the list is longer than its bound, and the rest is left out. */
export type Listing<T> = { readonly items: readonly T[]; readonly more: boolean };
