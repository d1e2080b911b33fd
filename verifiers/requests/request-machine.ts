import assert from "node:assert/strict";
import { instantToJson } from "../../schemas/instant.ts";
import type {
  Execution,
  Involvement,
  RequestClosing,
  RequestError,
  RequestState,
  RequestStep,
  RestoreRequest,
} from "../../schemas/request.ts";
import type { RestorePlan } from "../../schemas/restore-plan.ts";
import { fold, machineOf } from "./machine-of.ts";

/** Who acts, when, and why; `revision`: of the request as they saw it, where that matters. */
export type Said = {
  readonly author: string;
  readonly reason: string;
  readonly atMs: number;
  readonly revision?: number | undefined;
  /** Where nobody has shown that they are the author: who acts there says it. */
  readonly via?: RequestStep["via"];
  /** By whom the author's token was given, by whom theirs, and so on. */
  readonly givers?: readonly string[];
};

/** What is done to a request that is open, with what it adds to it. */
export type RequestChange =
  | { readonly act: "plan"; readonly plan: RestorePlan }
  | { readonly act: "approve" | "refuse" | "withdraw" }
  | { readonly act: "execute"; readonly execution: Execution }
  | { readonly act: "settle"; readonly result: NonNullable<Execution["result"]> }
  | { readonly act: "close"; readonly closing: RequestClosing };

export type Acted =
  | { readonly ok: true; readonly request: RestoreRequest }
  | { readonly ok: false; readonly error: RequestError };

/** In which states each act may be taken. docs/requests.md has the same table. */
export const ALLOWED_IN: Readonly<Record<RequestChange["act"], readonly RequestState[]>> = {
  plan: ["opened", "planned", "approved", "refused", "failed"],
  approve: ["planned"],
  refuse: ["planned", "approved"],
  execute: ["planned", "approved"],
  settle: ["executing"],
  close: ["refused", "done", "failed"],
  withdraw: ["opened", "planned", "approved", "refused", "failed"],
};

/** Nothing follows on these. */
export const FINAL_STATES: readonly RequestState[] = ["closed", "withdrawn"];

/** What an act leads to, or why it may not be taken. Pure; the request itself stays as it is. */
export function actOnRequest(request: RestoreRequest, change: RequestChange, said: Said): Acted {
  const error = findObjection(request, change, said);
  if (error) return { ok: false, error };
  const state = stateAfter(change);
  const { author: by, reason, atMs, via } = said;
  const at = instantToJson(atMs);
  const step = { at, act: change.act, by, reason, state, ...(via && { via }) };
  const steps = [...request.steps, step];
  return { ok: true, request: { ...request, ...addedBy(request, change), state, steps } };
}

/**
 * A restore over production is never made by one person alone; nor is one onto a machine that has
 * an instance of production, as the plan found it, whatever the target is called.
 */
export function needsApproval({
  target,
  series,
  plan,
}: Pick<RestoreRequest, "target" | "series"> & {
  readonly plan?: Pick<RestorePlan, "productionInstance"> | null;
}) {
  const isOwnMachine = machineOf(target.instance) === machineOf(series.instance);
  return (
    target.environment === "production" ||
    (series.environment === "production" && isOwnMachine) ||
    (plan?.productionInstance ?? null) !== null
  );
}

function findObjection(
  request: RestoreRequest,
  { act }: RequestChange,
  { author, revision, givers = [] }: Said,
): RequestError | null {
  const { state, steps, plan } = request;
  if (revision !== undefined && revision !== steps.length)
    return { kind: "changed", revision: steps.length };
  const allowedIn = ALLOWED_IN[act];
  if (!allowedIn.includes(state))
    return { kind: "wrong-state", state, act, allowedIn: [...allowedIn] };
  if ((act === "approve" || act === "execute") && !plan?.reached)
    return { kind: "nothing-reached" };
  const involvement = act === "approve" ? findInvolvement(request, author, givers) : null;
  if (involvement) return { kind: "same-person", ...involvement };
  if (act === "execute" && state !== "approved" && needsApproval(request))
    return { kind: "not-approved" };
  return null;
}

/**
 * What keeps somebody from approving a request; null for nothing. Whoever has planned it at any
 * time, as plans build on one another; nor by a token that somebody gave who opened or planned it:
 * they had it in their hands.
 */
export function findInvolvement(
  { askedBy, openedBy, steps }: RestoreRequest,
  author: string,
  givers: readonly string[] = [],
): Involvement | null {
  const involved = [
    { did: "asked", by: askedBy } as const,
    { did: "opened", by: openedBy } as const,
    ...steps.filter(({ act }) => act === "plan").map(({ by }) => ({ did: "planned", by }) as const),
  ];
  const gave = new Set(givers.map(fold));
  const same = involved.find(
    ({ did, by }) => fold(by) === fold(author) || (did !== "asked" && gave.has(fold(by))),
  );
  return same ? { name: same.by, did: same.did } : null;
}

function stateAfter(change: RequestChange): RequestState {
  switch (change.act) {
    case "plan":
      return "planned";
    case "approve":
      return "approved";
    case "refuse":
      return "refused";
    case "execute":
      return "executing";
    case "settle":
      return change.result.outcome === "proven" ? "done" : "failed";
    case "close":
      return "closed";
    case "withdraw":
      return "withdrawn";
  }
}

/** A new plan has not been executed yet. */
function addedBy(request: RestoreRequest, change: RequestChange): Partial<RestoreRequest> {
  switch (change.act) {
    case "plan":
      return { plan: change.plan, execution: null };
    case "execute":
      return { execution: change.execution };
    case "settle": {
      assert(request.execution, "what is executing has an execution");
      return { execution: { ...request.execution, result: change.result } };
    }
    case "close":
      return { closing: change.closing };
    default:
      return {};
  }
}
