import { z } from "zod";
import type { StateTransaction, StateValue } from "../../platform/state/state-store.ts";
import { INCIDENT_MIRROR } from "../mirror/incident-mirror.ts";
import { PAGE_MIRROR } from "../mirror/page-mirror.ts";

const countedSchema = z.object({ n: z.coerce.number(), versions: z.coerce.number() });

/** Rows of one of the tables that the store is told of. */
type Rows = {
  readonly from: "incidents" | "outbox";
  readonly where: string;
  readonly values: readonly StateValue[];
};

/**
 * Removes rows that the store keeps, and remembers how many, so that it is not taken for one that
 * has what the state lost. Resolves to how many went.
 */
export async function removeMirrored(
  { all, run }: StateTransaction,
  { from, where, values }: Rows,
): Promise<number> {
  const { table } = from === "incidents" ? INCIDENT_MIRROR : PAGE_MIRROR;
  const [row] = await all(
    `SELECT count(*) AS n, CAST(coalesce(sum(mirrored), 0) AS BIGINT) AS versions
     FROM ${from} WHERE mirrored > 0 AND ${where}`,
    ...values,
  );
  const { n, versions } = countedSchema.parse(row);
  if (n > 0)
    await run(
      `INSERT INTO mirrors (name, pruned_rows, pruned_versions) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET
         pruned_rows = mirrors.pruned_rows + excluded.pruned_rows,
         pruned_versions = mirrors.pruned_versions + excluded.pruned_versions`,
      ...[table, n, versions],
    );
  return run(`DELETE FROM ${from} WHERE ${where}`, ...values);
}
