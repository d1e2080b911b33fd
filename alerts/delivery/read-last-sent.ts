import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";

/** The first migration of alerts: where it did not run, nothing was sent. */
const MIGRATION = "alerts/0001-incidents";

const rowSchema = z.object({ pager: z.string(), last_sent_at_ms: z.coerce.number() });

/** When each pager last told something, of what is kept; those that told nothing are absent. */
export async function readLastSent(state: StateStore): Promise<ReadonlyMap<string, number>> {
  if (!(await state.listMigrations()).includes(MIGRATION)) return new Map();
  const rows = await state.transact(({ all }) =>
    all(
      `SELECT pager, max(sent_at_ms) AS last_sent_at_ms FROM outbox
       WHERE sent_at_ms IS NOT NULL GROUP BY pager`,
    ),
  );
  return new Map(
    rows.map((row) => rowSchema.parse(row)).map((row) => [row.pager, row.last_sent_at_ms]),
  );
}
