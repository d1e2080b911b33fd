import type { StateTransaction } from "../../platform/state/state-store.ts";
import { readSettled } from "./read-settled.ts";
import { removeMirrored } from "./remove-mirrored.ts";

type Settled = { readonly beforeMs: number; readonly isMirrored: boolean };

/** Forgets incidents that were over before an instant; resolves to how many. */
export async function pruneIncidents(
  transaction: StateTransaction,
  settled: Settled,
): Promise<number> {
  const ids = await readSettled(transaction, { ...settled, onlyFull: false });
  for (const id of ids) {
    await removeMirrored(transaction, { from: "outbox", where: "incident = ?", values: [id] });
    for (const table of ["told", "incident_changes", "incident_findings", "incident_acts"])
      await transaction.run(`DELETE FROM ${table} WHERE incident = ?`, id);
    await removeMirrored(transaction, { from: "incidents", where: "id = ?", values: [id] });
  }
  return ids.length;
}

/**
 * Forgets what was told of incidents that were over before an instant; resolves to of how many. The
 * last message for each pager stays: what would be told after it goes on from its number, so that
 * no key comes twice.
 */
export async function slimIncidents(
  transaction: StateTransaction,
  settled: Settled,
): Promise<number> {
  const ids = await readSettled(transaction, { ...settled, onlyFull: true });
  for (const id of ids) {
    await transaction.run("DELETE FROM told WHERE incident = ?", id);
    await removeMirrored(transaction, {
      from: "outbox",
      where: `incident = ? AND EXISTS (SELECT 1 FROM outbox AS later
        WHERE later.incident = outbox.incident AND later.pager = outbox.pager
          AND later.number > outbox.number)`,
      values: [id],
    });
    await transaction.run("UPDATE incidents SET is_slim = 1 WHERE id = ?", id);
  }
  return ids.length;
}
