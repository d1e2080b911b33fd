import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Finding } from "../schemas/finding.ts";
import { readFinding } from "./finding-rows.ts";
import { type Incident, leadingFinding } from "./incident.ts";

/** The finding that leads what a pager is told of; where that is none, what leads the incident. */
export async function readLeading(
  transaction: StateTransaction,
  { findings }: Incident,
  id: string | null,
): Promise<Finding> {
  const carried = findings.find((finding) => finding.id === id);
  const leading = carried ?? (id === null ? null : await readFinding(transaction, id));
  return leading ?? leadingFinding(findings);
}
