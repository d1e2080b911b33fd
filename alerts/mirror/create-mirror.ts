import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { type Cluster, renderForCluster } from "../../platform/store/render-for-cluster.ts";
import type { Store } from "../../platform/store/store.ts";
import { forgetMirrored } from "./forget-mirrored.ts";
import { INCIDENT_MIRROR } from "./incident-mirror.ts";
import type { Mirrored } from "./mirrored.ts";
import { PAGE_MIRROR } from "./page-mirror.ts";

/** Small, as those who page wait for the state meanwhile. */
const ROWS_MAX = 100;
const BATCHES_MAX = 10;

const countedSchema = z.object({ rows: z.coerce.number(), versions: z.coerce.number() });

type Options = {
  readonly state: StateStore;
  readonly store: Store;
  /** Where the store's tables are distributed. */
  readonly cluster?: Cluster | undefined;
  readonly logger: Logger;
};

/**
 * Tells the store, for boards, what changed of incidents and pages since it was told. First the
 * row, then the mark, so that nothing is lost and what comes twice is shown once. A store that is
 * gone is said once, and told later.
 */
export function createMirror(options: Options): () => Promise<void> {
  const mirrors = [INCIDENT_MIRROR, PAGE_MIRROR].map((mirrored) => ({ mirrored, known: false }));
  let isBehind = false;

  async function mirror() {
    for (const one of mirrors) {
      if (!one.known) await compare(one.mirrored, options);
      one.known = true;
      await tell(one.mirrored, options);
    }
  }

  return async () => {
    try {
      await mirror();
      isBehind = false;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      if (!isBehind) options.logger.warn({ err: error }, "Boards learn of incidents later");
      isBehind = true;
    }
  };
}

/**
 * A store that lost rows, was made anew, or has what the state has no more since it went back, is
 * emptied and told all again.
 */
async function compare(mirrored: Mirrored, { state, store, cluster }: Options) {
  const { table, counted } = mirrored;
  const sql = `SELECT count() AS rows, sum(version) AS versions FROM ${table} FINAL`;
  const [there] = await store.query(sql, {}, countedSchema);
  const [row] = await state.transact(({ all }) => all(counted));
  const said = countedSchema.parse(row);
  if (said.rows === there?.rows && said.versions === there.versions) return;
  const truncate = `TRUNCATE TABLE ${table}`;
  for (const statement of cluster ? renderForCluster(truncate, cluster) : [truncate])
    await store.command(statement);
  await forgetMirrored(state, mirrored);
}

async function tell({ table, pending, mark, read }: Mirrored, { state, store }: Options) {
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const changed = (await state.transact(({ all }) => all(pending, ROWS_MAX))).map(read);
    if (changed.length === 0) return;
    await store.insert(
      table,
      changed.map(({ row }) => row),
    );
    await state.transact(
      async ({ run }) => {
        for (const { key, version } of changed) await run(mark, version, ...key, version);
      },
      { mayBeLost: true },
    );
    if (changed.length < ROWS_MAX) return;
  }
}
