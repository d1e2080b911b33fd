import assert from "node:assert";
import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Finding } from "../schemas/finding.ts";
import { applyFinding, openIncident } from "./apply-finding.ts";
import { causeOf } from "./cause-of.ts";
import { readKnown, writeFinding } from "./finding-rows.ts";
import { identifyIncident } from "./identify-incident.ts";
import type { Incident } from "./incident.ts";
import { type IncidentBook, openIncidentBook } from "./open-incident-book.ts";
import { placeFinding } from "./place-finding.ts";

/** A version of a finding, and when it was appended to the log. */
export type Appended = { readonly finding: Finding; readonly appendedAtMs: number };

/**
 * Brings incidents up to a batch of findings, and resolves to those that it changed. A version seen
 * already changes nothing, so that a batch may come again; where one batch ends and the next begins
 * makes no difference.
 */
export async function recordFindings(
  transaction: StateTransaction,
  findings: readonly Appended[],
): Promise<readonly Incident[]> {
  const book = openIncidentBook(transaction);
  for (const appended of findings) await recordFinding(transaction, appended, book);
  return book.close();
}

async function recordFinding(
  transaction: StateTransaction,
  { finding, appendedAtMs }: Appended,
  book: IncidentBook,
): Promise<void> {
  const known = await readKnown(transaction, finding.id);
  if (known && known.version >= finding.version) return;
  const place = known ?? (await placeFinding(finding, { transaction, stateOf: book.stateOf }));
  const incident = place?.incident ?? identifyIncident(finding);
  const parent = finding.parent === null ? null : await readKnown(transaction, finding.parent);
  const memberOf = parent && parent.incident !== incident ? parent.incident : null;
  const change = { finding, atMs: instantOf(finding, known ? appendedAtMs : null), memberOf };
  if (!place) {
    assert((await book.findState(incident)) === null, "an incident is opened once");
    const ids = { id: incident, cause: causeOf(finding) };
    await book.open(openIncident(change, ids), finding);
  } else {
    const joinedBy = "joinedBy" in place ? place.joinedBy : null;
    await book.take(applyFinding(await book.stateOf(incident), { ...change, known, joinedBy }));
  }
  await writeFinding(transaction, finding, { incident, memberOf });
}

/** A finding says when it opened and when it resolved, and the log alone when else it changed. */
function instantOf({ openedAt, resolvedAt }: Finding, changedAtMs: number | null): number {
  if (resolvedAt !== null) return Date.parse(resolvedAt);
  return changedAtMs ?? Date.parse(openedAt);
}
