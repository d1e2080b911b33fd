import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { StateStore } from "../../platform/state/state-store.ts";
import { matchPolicy } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { ProofLevel, Verification } from "../../schemas/proof.ts";
import type { Execution, RequestError, RestoreRequest } from "../../schemas/request.ts";
import { reaches } from "../checks/conclude.ts";
import { proofId } from "../proof/proof-id.ts";
import { changeRequest } from "./change-request.ts";
import type { Acted, Said } from "./request-machine.ts";
import { readRequest } from "./request-rows.ts";

export type Executing =
  | { readonly ok: true; readonly request: RestoreRequest; readonly verification: Verification }
  | Extract<Acted, { readonly ok: false }>;

type ExecutingGround = { readonly state: StateStore; readonly policies: readonly Policy[] };

/**
 * Begins the restore of a request's plan in a sandbox. The verification that is returned is to be
 * appended to `vigie.verifications`, or proven at once; `settleRequest` then ends it by its proof.
 * Of what is executing already it is the same again, so that what was lost can be asked for anew.
 * What is of production is never touched: that is for people, by the runbook.
 */
export async function executeRequest(
  { state, policies }: ExecutingGround,
  id: string,
  said: Said,
): Promise<Executing> {
  const verificationId = `${id}:${randomUUID()}`;
  const acted = await changeRequest(state, id, {
    change: ({ series }) => ({
      act: "execute",
      execution: {
        ...{ verificationId, proofId: proofId({ id: verificationId }) },
        ...{ level: levelOf(matchPolicy(series, policies)), result: null },
      },
    }),
    said,
  });
  const underWay = acted.ok ? acted.request : await findUnderWay(acted.error, state, id);
  if (underWay) return { ok: true, request: underWay, verification: verificationOf(underWay) };
  assert(!acted.ok, "an act that was taken has led to a request");
  return acted;
}

async function findUnderWay(error: RequestError, state: StateStore, id: string) {
  const isUnderWay = error.kind === "wrong-state" && error.state === "executing";
  return isUnderWay ? await readRequest(state, id) : null;
}

/** What a request that is executing waits for: the same each time, so that asking again is safe. */
export function verificationOf(request: RestoreRequest): Verification {
  const { plan, execution, steps, id } = request;
  const link = plan?.links.at(-1);
  const began = steps.findLast(({ act }) => act === "execute");
  assert(plan?.reached && link && execution && began, "what is executing has a plan that leads on");
  const { role, vault, uri, sizeBytes, checksum } = link.copy;
  return {
    id: execution.verificationId,
    ...{ series: link.series, runId: link.runId, runStartedAt: link.startedAt },
    copy: { role, vault, uri, sizeBytes, checksum },
    level: execution.level,
    ...(plan.reached.stopAt !== null && { targetAt: plan.reached.stopAt }),
    ...{ reason: "asked", request: id, askedAt: began.at },
  };
}

/** As far as the policy asks; never less than a restore. */
function levelOf(policy: Policy | null): Execution["level"] {
  const asked: ProofLevel = policy?.verification?.level ?? "right";
  return reaches(asked, "restored") ? asked : "restored";
}
