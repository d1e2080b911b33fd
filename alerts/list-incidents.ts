import type { StateStore } from "../platform/state/state-store.ts";
import type { Incident } from "./incident.ts";
import { readIncidents } from "./incident-rows.ts";

const INCIDENTS_MAX = 1_000;

/** The incidents for people: those not resolved first, then the newest; at most `INCIDENTS_MAX`. */
export function listIncidents(state: StateStore): Promise<readonly Incident[]> {
  return state.transact((transaction) => readIncidents(transaction, INCIDENTS_MAX));
}
