import { z } from "zod";
import { proofSchema } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { canonicalJson } from "../proof/canonical-json.ts";
import { checkProof } from "../proof/check-proof.ts";
import { joinHistories } from "../proof/keys/judge-signer.ts";
import { auditPath, rootByPath } from "./audit-path.ts";
import { leafOf, leavesOf } from "./build-week.ts";
import type { WeekReport } from "./week-report.ts";
import { checkWeekRoot, type WeekRoot, weekRootSchema } from "./week-root.ts";

const LATER_MAX = 10_000;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const signedSchema = z.strictObject({
  proof: z.unknown(),
  publicKeyPem: z.string(),
  keys: z.unknown().optional(),
});
export type SignedProof = z.infer<typeof signedSchema>;

/**
 * One proof, and all that shows offline that the root of a week stands on it: the proofs of its
 * series after it, up to the one that was the last then, and that one's way to the root.
 */
export const proofInclusionSchema = z.strictObject({
  document: z.literal("vigie-proof-inclusion"),
  version: z.literal(1),
  proof: signedSchema,
  later: z.array(signedSchema).max(LATER_MAX),
  leaf: z.strictObject({ index: z.int().nonnegative(), path: z.array(hash).max(64) }),
  root: weekRootSchema,
});
export type ProofInclusion = z.infer<typeof proofInclusionSchema>;

/** Null where the chain does not lead from the proof to the head that the report names. */
export function makeInclusion(
  chain: readonly SignedProof[],
  { report, root }: { readonly report: WeekReport; readonly root: WeekRoot },
): ProofInclusion | null {
  const [proof, ...after] = chain;
  const first = proofSchema.safeParse(proof?.proof).data;
  const id = first && seriesId(first.series);
  const head = report.series.find((one) => one.id === id)?.chain.head ?? null;
  const until = chain.findIndex((one) => proofSchema.safeParse(one.proof).data?.hash === head);
  if (!proof || !id || head === null || until < 0) return null;
  const leaves = leavesOf(report.series);
  const index = leaves.indexOf(leafOf(id, head));
  const leaf = { index, path: [...auditPath(leaves, index)] };
  const later = after.slice(0, until);
  return { document: "vigie-proof-inclusion", version: 1, proof, later, leaf, root };
}

export type InclusionCheck = ReturnType<typeof checkInclusion>;

type Options = { readonly fingerprint?: string | null; readonly history?: unknown };

/** Checks that a proof is what it was when the week's root was signed. Offline. */
export function checkInclusion(
  document: unknown,
  { fingerprint = null, history: given }: Options = {},
) {
  const { data } = proofInclusionSchema.safeParse(document);
  if (!data || canonicalJson(data) !== canonicalJson(document)) {
    const nothing = { notes: [], week: null, key: null, pinned: false };
    return { verdict: "damaged" as const, reasons: ["It is no inclusion of a proof"], ...nothing };
  }
  const { proof, later, leaf, root } = data;
  const ofRoot = checkWeekRoot(root, { fingerprint, history: given });
  const { history } = joinHistories(root.keys, given);
  const chain = [proof, ...later];
  const checks = chain.map((one) =>
    checkProof(one.proof, {
      publicKeyPem: one.publicKeyPem,
      fingerprint,
      history: history ?? one.keys,
    }),
  );
  const reasons = [
    ...ofRoot.reasons.map((reason) => `The week's root: ${reason}`),
    ...checks.flatMap((check, at) => check.reasons.map((reason) => `Proof ${at + 1}: ${reason}`)),
    ...checkWay(chain, { leaf, root }),
  ];
  const notes = [...new Set([...ofRoot.notes, ...checks.flatMap((check) => check.notes)])];
  const verdict = reasons.length === 0 ? ("sound" as const) : ("damaged" as const);
  const pinned = ofRoot.pinned && checks.every((check) => check.pinned);
  return { verdict, reasons, notes, week: root.week, key: root.key, pinned };
}

function checkWay(
  chain: readonly SignedProof[],
  { leaf, root }: Pick<ProofInclusion, "leaf" | "root">,
): readonly string[] {
  const proofs = chain.flatMap((one) => proofSchema.safeParse(one.proof).data ?? []);
  const last = proofs.at(-1);
  if (!last || proofs.length < chain.length) return [];
  const id = seriesId(last.series);
  const isChain = proofs.every(
    (proof, at) =>
      seriesId(proof.series) === id && (at === 0 || proof.previous === proofs[at - 1]?.hash),
  );
  const reached = rootByPath(leafOf(id, last.hash), { ...leaf, size: root.series });
  return [
    ...(isChain ? [] : ["The proofs are not one chain"]),
    ...(reached === root.merkleRoot ? [] : ["Its chain is not in the week's root"]),
  ];
}
