import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Mirrored } from "./mirrored.ts";

/** In one transaction, as those who page wait for the state meanwhile. */
const ROWS_MAX = 2_000;

const boundSchema = z.object({ bound: z.string() });

/**
 * Has all of a table mirrored again. What was done when it stopped midway is not harmed by doing
 * it again.
 */
export async function forgetMirrored(state: StateStore, { rangedBy }: Mirrored): Promise<void> {
  const { table, column } = rangedBy;
  const find = `SELECT ${column} AS bound FROM ${table} WHERE ${column} > ?
    ORDER BY ${column} LIMIT 1 OFFSET ${ROWS_MAX - 1}`;
  const forget = `UPDATE ${table} SET mirrored = 0 WHERE mirrored > 0 AND ${column} > ?`;
  // Keys are never empty.
  for (let after: string | null = ""; after !== null; ) {
    const from: string = after;
    after = await state.transact(async ({ all, run }) => {
      const [row] = await all(find, from);
      if (!row) {
        await run(forget, from);
        return null;
      }
      const { bound } = boundSchema.parse(row);
      await run(`${forget} AND ${column} <= ?`, from, bound);
      return bound;
    });
  }
}
