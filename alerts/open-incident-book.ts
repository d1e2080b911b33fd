import assert from "node:assert";
import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Finding } from "../schemas/finding.ts";
import { readActs } from "./act-rows.ts";
import { applyAct } from "./apply-act.ts";
import type { Incident } from "./incident.ts";
import { readState, withFindings } from "./incident-rows.ts";
import type { IncidentState, Step } from "./incident-state.ts";
import { insertIncident, writeChange, writeIncident } from "./write-incident.ts";

export type IncidentBook = ReturnType<typeof openIncidentBook>;

/**
 * The incidents that one transaction changes, each read once and written once, however many of its
 * findings changed. Changes of the history are written as they come.
 */
export function openIncidentBook(transaction: StateTransaction) {
  const states = new Map<string, IncidentState>();
  const changed = new Set<string>();

  async function findState(id: string): Promise<IncidentState | null> {
    const state = states.get(id) ?? (await readState(transaction, id));
    if (state) states.set(id, state);
    return state;
  }

  async function stateOf(id: string): Promise<IncidentState> {
    const state = await findState(id);
    assert(state, "a finding is in an incident that exists");
    return state;
  }

  async function take({ incident, changes }: Step): Promise<void> {
    states.set(incident.id, incident);
    changed.add(incident.id);
    for (const change of changes) await writeChange(transaction, incident.id, change);
  }

  /** A new incident, with what was said of it before it was read. */
  async function open(step: Step, finding: Finding): Promise<void> {
    await insertIncident(transaction, step.incident, finding.kind);
    await take(step);
    for (const act of await readActs(transaction, step.incident.id))
      await take(applyAct(await stateOf(step.incident.id), act));
  }

  async function close(): Promise<readonly Incident[]> {
    const incidents: Incident[] = [];
    for (const id of changed) {
      const state = await stateOf(id);
      const incident = await withFindings(transaction, state);
      await writeIncident(transaction, state, incident);
      incidents.push(incident);
    }
    return incidents;
  }

  return {
    findState,
    stateOf,
    open,
    take,
    /** Writes all that changed, and resolves to it. */
    close,
  };
}
