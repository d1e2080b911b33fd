import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import type { RestoreRequest } from "../../schemas/request.ts";
import { changeRequest } from "./change-request.ts";
import type { Acted, RequestChange } from "./request-machine.ts";
import { listRequests } from "./request-rows.ts";

const SELECT_PROOFS = readFileSync(new URL("./select-proofs-of.sql", import.meta.url), "utf8");

/** The author of what a sandbox has shown. */
const VIGIE = "vigie";
const EXECUTING_MAX = 1_000;

/** Ends what was executing with the proof that it waited for: done where proven, else failed. */
export function settleRequest(
  state: StateStore,
  id: string,
  { proof, atMs }: { readonly proof: Proof; readonly atMs: number },
): Promise<Acted> {
  const { outcome, id: proofId } = proof;
  const said = { author: VIGIE, reason: `proof ${proofId}: ${outcome}`, atMs };
  return changeRequest(state, id, { change: (request) => settled(request, proof), said });
}

/** Ends all that was executing and whose proof has come; harmless to repeat. */
export async function settleRequests(
  { state, store }: { readonly state: StateStore; readonly store: Store },
  atMs: number,
): Promise<void> {
  const which = { tenants: null, states: ["executing"], limit: EXECUTING_MAX } as const;
  const executing = await listRequests(state, which);
  if (executing.length === 0) return;
  const ids = executing.flatMap(({ execution }) => execution?.proofId ?? []);
  const rows = await store.query(SELECT_PROOFS, { ids }, z.object({ body: z.string() }));
  for (const { body } of rows) {
    const proof = proofSchema.parse(JSON.parse(body));
    const own = executing.find(({ execution }) => execution?.proofId === proof.id);
    if (own) await settleRequest(state, own.id, { proof, atMs });
  }
}

function settled({ execution, plan }: RestoreRequest, proof: Proof): RequestChange {
  assert(!execution || execution.proofId === proof.id, "the proof is the request's own");
  const { outcome, level, restoreSeconds, rowCounts, newestRowAt } = proof;
  const rtoSeconds = plan?.estimate.rtoSeconds ?? null;
  const result = { outcome, level, restoreSeconds, rtoSeconds, rowCounts, newestRowAt };
  return { act: "settle", result };
}
