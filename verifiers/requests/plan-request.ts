import type { Vault } from "../../platform/objects/open-object.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import { changeRequest } from "./change-request.ts";
import { makePlan } from "./plan/make-plan.ts";
import type { Acted, Said } from "./request-machine.ts";
import { readRequest } from "./request-rows.ts";

export type PlanningGround = {
  readonly state: StateStore;
  readonly store: Store;
  readonly policies: readonly Policy[];
  /** Where copies may be read from: the plan tells their formats by their first bytes. */
  readonly vaults: readonly Vault[];
};

/**
 * Makes a plan of the copies as they are known now, and takes the place of an earlier one, whose
 * approval ends with it. A plan that reaches nothing is kept too, as it says why.
 */
export async function planRequest(ground: PlanningGround, id: string, said: Said): Promise<Acted> {
  const request = await readRequest(ground.state, id);
  if (!request) return { ok: false, error: { kind: "not-found", id } };
  const plan = await makePlan(request, { ...ground, atMs: said.atMs });
  return changeRequest(ground.state, id, { change: () => ({ act: "plan", plan }), said });
}
