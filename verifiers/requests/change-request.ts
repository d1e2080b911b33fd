import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import type { RestoreRequest } from "../../schemas/request.ts";
import { type Acted, actOnRequest, type RequestChange, type Said } from "./request-machine.ts";
import { findRequest, updateRequest } from "./request-rows.ts";

type Changing = {
  /** What is done, of the request as it is by then. */
  readonly change: (request: RestoreRequest) => RequestChange;
  readonly said: Said;
  /** Kept with the change, or not at all. */
  readonly also?: (transaction: StateTransaction, request: RestoreRequest) => Promise<void>;
};

/** Takes one act on a request, and keeps what it led to. */
export function changeRequest(
  state: StateStore,
  id: string,
  { change, said, also }: Changing,
): Promise<Acted> {
  return state.transact(async (transaction) => {
    const request = await findRequest(transaction, id);
    if (!request) return { ok: false, error: { kind: "not-found", id } };
    const done = change(request);
    const acted = actOnRequest(request, done, said);
    if (!acted.ok) return acted;
    await updateRequest(transaction, acted.request, done);
    await also?.(transaction, acted.request);
    return acted;
  });
}
