import type { StateStore } from "../../platform/state/state-store.ts";
import { changeRequest } from "./change-request.ts";
import type { Acted, Said } from "./request-machine.ts";

/** By another person than who asked, opened and planned; of the plan as it is by then. */
export function approveRequest(state: StateStore, id: string, said: Said): Promise<Acted> {
  return changeRequest(state, id, { change: () => ({ act: "approve" }), said });
}

/** The plan is not to be carried out; another one may be made. */
export function refuseRequest(state: StateStore, id: string, said: Said): Promise<Acted> {
  return changeRequest(state, id, { change: () => ({ act: "refuse" }), said });
}

/** It is no longer asked for. */
export function withdrawRequest(state: StateStore, id: string, said: Said): Promise<Acted> {
  return changeRequest(state, id, { change: () => ({ act: "withdraw" }), said });
}
