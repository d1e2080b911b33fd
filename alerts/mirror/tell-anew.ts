import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";
import { type Cluster, renderForCluster } from "../../platform/store/render-for-cluster.ts";
import type { Store } from "../../platform/store/store.ts";
import { forgetMirrored } from "./forget-mirrored.ts";
import { generationOf, type Mirrored, VERSIONS } from "./mirrored.ts";

const count = z.coerce.number();
const thereSchema = z.object({ rows: count, versions: count, newest: count });
const ownSchema = z.object({ rows: count, versions: count });

type Options = {
  readonly state: StateStore;
  readonly store: Store;
  /** Where the store's tables are distributed. */
  readonly cluster?: Cluster | undefined;
};

/** How many rows the store has, the sum of their versions, and the newest generation among them. */
export async function countThere({ table }: Mirrored, store: Store) {
  const sql = `SELECT count() AS rows, sum(version % ${VERSIONS}) AS versions,
      intDiv(max(version), ${VERSIONS}) AS newest FROM ${table} FINAL`;
  const [there] = await store.query(sql, {}, thereSchema);
  return thereSchema.parse(there);
}

/** Has all of a table told again, in place of whatever the store has of the same rows. */
export async function tellAnew(mirrored: Mirrored, { state, store }: Options): Promise<void> {
  const { newest } = await countThere(mirrored, store);
  await state.transact(async (transaction) => {
    const generation = Math.max(newest, await generationOf(transaction, mirrored)) + 1;
    await transaction.run(
      `INSERT INTO mirrors (name, generation) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET generation = excluded.generation`,
      ...[mirrored.table, generation],
    );
  });
  await forgetMirrored(state, mirrored);
}

/**
 * Once all is told anew: of the rest of a table's rows, what is over stays as the state let it go,
 * and what is not was lost by the state as it went back. False where the store lost rows meanwhile.
 */
export async function adoptRest(
  mirrored: Mirrored,
  { state, store, cluster }: Options,
): Promise<boolean> {
  const { table, isOver, own } = mirrored;
  const generation = await state.transact((transaction) => generationOf(transaction, mirrored));
  const remove = `ALTER TABLE ${table} DELETE
    WHERE version < ${generation * VERSIONS} AND NOT (${isOver}) SETTINGS mutations_sync = 2`;
  for (const statement of cluster ? renderForCluster(remove, cluster) : [remove])
    await store.command(statement);
  const there = await countThere(mirrored, store);
  return state.transact(async ({ all, run }) => {
    const { rows, versions } = ownSchema.parse((await all(own))[0]);
    if (there.rows < rows) return false;
    await run(
      "UPDATE mirrors SET pruned_rows = ?, pruned_versions = ? WHERE name = ?",
      ...[there.rows - rows, there.versions - versions, table],
    );
    return true;
  });
}
