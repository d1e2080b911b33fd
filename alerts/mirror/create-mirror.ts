import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Cluster } from "../../platform/store/render-for-cluster.ts";
import type { Store } from "../../platform/store/store.ts";
import { INCIDENT_MIRROR } from "./incident-mirror.ts";
import { generationOf, type Mirrored, VERSIONS } from "./mirrored.ts";
import { PAGE_MIRROR } from "./page-mirror.ts";
import { adoptRest, countThere, tellAnew } from "./tell-anew.ts";

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

/** What is known of a table of the store: nothing, that it differs, that all is told anew, or that
 * it has what it was told. */
type Standing = "unknown" | "doubted" | "told anew" | "true";

export type Mirror = {
  readonly run: () => Promise<void>;
  /** Whether the store was found to have what it was told. */
  readonly isTrue: () => boolean;
};

/**
 * Tells the store, for boards, what changed of incidents and pages since it was told. First the
 * row, then the mark, so that nothing is lost and what comes twice is shown once. A store that is
 * gone is said once, and told later.
 */
export function createMirror(options: Options): Mirror {
  const mirrors: { readonly mirrored: Mirrored; standing: Standing }[] = [
    { mirrored: INCIDENT_MIRROR, standing: "unknown" },
    { mirrored: PAGE_MIRROR, standing: "unknown" },
  ];
  let isBehind = false;

  async function mirror() {
    for (const one of mirrors)
      if ((await tell(one.mirrored, options)) && one.standing !== "true")
        one.standing = await stand(one.mirrored, one.standing, options);
  }

  async function run() {
    try {
      await mirror();
      isBehind = false;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      if (!isBehind) options.logger.warn({ err: error }, "Boards learn of incidents later");
      isBehind = true;
    }
  }

  return { run, isTrue: () => mirrors.every(({ standing }) => standing === "true") };
}

/**
 * A store that lost rows, was made anew, or has what the state has no more since it went back, is
 * told all again; not before it was found so twice, as another process may be telling it. What the
 * state let go is nowhere else, and stays.
 */
async function stand(mirrored: Mirrored, standing: Standing, options: Options): Promise<Standing> {
  if (standing === "told anew") return (await adoptRest(mirrored, options)) ? "true" : "unknown";
  const there = await countThere(mirrored, options.store);
  const [row] = await options.state.transact(({ all }) => all(mirrored.counted));
  const said = countedSchema.parse(row);
  if (said.rows === there.rows && said.versions === there.versions) return "true";
  if (standing === "unknown") return "doubted";
  await tellAnew(mirrored, options);
  return "told anew";
}

/** Whether nothing waits any more. */
async function tell(mirrored: Mirrored, { state, store }: Options): Promise<boolean> {
  const { table, pending, mark, read } = mirrored;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const { rows, generation } = await state.transact(async (transaction) => ({
      rows: await transaction.all(pending, ROWS_MAX),
      generation: await generationOf(transaction, mirrored),
    }));
    if (rows.length === 0) return true;
    const changed = rows.map(read);
    await store.insert(
      table,
      changed.map(({ row, version }) => ({ ...row, version: generation * VERSIONS + version })),
    );
    await state.transact(
      async (transaction) => {
        // All is told anew since: this too.
        if ((await generationOf(transaction, mirrored)) !== generation) return;
        for (const { key, version } of changed)
          await transaction.run(mark, version, ...key, version);
      },
      { mayBeLost: true },
    );
    if (rows.length < ROWS_MAX) return true;
  }
  return false;
}
