import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { decisionSchema } from "../schemas/decision.ts";
import { instantToJson } from "../schemas/instant.ts";
import type { Act } from "./apply-act.ts";

const bodyRowSchema = z.object({ body: z.string() });

/** Keeps an act; false where it was kept before. */
export async function writeAct(transaction: StateTransaction, act: Act): Promise<boolean> {
  const changed = await transaction.run(
    `INSERT INTO incident_acts (id, incident, at_ms, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    ...[act.id, act.incident, act.time],
    JSON.stringify({ ...act, time: instantToJson(act.time) }),
  );
  return changed === 1;
}

/** What was said of an incident, the oldest first. */
export async function readActs(
  transaction: StateTransaction,
  incident: string,
): Promise<readonly Act[]> {
  const rows = await transaction.all(
    "SELECT body FROM incident_acts WHERE incident = ? ORDER BY at_ms, id",
    incident,
  );
  return rows.flatMap((row) => {
    const decision = decisionSchema.parse(JSON.parse(bodyRowSchema.parse(row).body));
    return isAct(decision) ? decision : [];
  });
}

/** Whether a decision is about an incident. */
export function isAct(decision: { readonly kind: string }): decision is Act {
  return "incident" in decision;
}
