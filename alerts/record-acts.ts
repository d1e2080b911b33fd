import type { StateTransaction } from "../platform/state/state-store.ts";
import { writeAct } from "./act-rows.ts";
import { type Act, applyAct } from "./apply-act.ts";
import type { Incident } from "./incident.ts";
import { openIncidentBook } from "./open-incident-book.ts";

/**
 * Brings incidents up to what people said of them, and resolves to those that changed. What is said
 * of an incident that no finding has opened yet waits for it; an act that comes again changes
 * nothing.
 */
export async function recordActs(
  transaction: StateTransaction,
  acts: readonly Act[],
): Promise<readonly Incident[]> {
  const book = openIncidentBook(transaction);
  for (const act of acts) {
    if (!(await writeAct(transaction, act))) continue;
    const state = await book.findState(act.incident);
    if (state) await book.take(applyAct(state, act));
  }
  return book.close();
}
