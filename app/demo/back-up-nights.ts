import { join } from "node:path";
import { instantToJson } from "../../schemas/instant.ts";
import { PRODUCTS, TENANTS, type Tenant } from "./estate.ts";
import { NIGHTS } from "./faults.ts";
import { type PlannedRun, STORY_STARTS_AT_MS } from "./plan-nights.ts";
import type { Backup, Production } from "./production/start-production.ts";

const DAY_MS = 86_400_000;
/** About one in a hundred of what a database starts with. */
const ROWS_A_NIGHT = 50;

type Options = {
  readonly production: Production;
  readonly runs: readonly PlannedRun[];
  /** Backups wait here until their job's hour. */
  readonly directory: string;
};

export type StagedBackup = Backup & { readonly path: string };

/**
 * Lets production live and be backed up, night after night, ahead of the story, so that both cores
 * work. Databases grow up
 * to the evening before each night.
 */
export function backUpNights(options: Options): ReadonlyMap<PlannedRun, Promise<StagedBackup>> {
  const waiting = new Map(options.runs.map((run) => [run, Promise.withResolvers<StagedBackup>()]));
  const promises = new Map([...waiting].map(([run, { promise }]) => [run, promise]));
  // Whoever needs a backup sees its failure; those that nobody came to need must not end the
  // process.
  for (const promise of promises.values()) promise.catch(() => undefined);
  void backUpAll(options, (run, backup) => waiting.get(run)?.resolve(backup)).catch((error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  return promises;
}

type Done = (run: PlannedRun, backup: StagedBackup) => void;

async function backUpAll(options: Options, done: Done): Promise<void> {
  await Promise.all(TENANTS.map((tenant) => backUpTenant(tenant, options, done)));
}

async function backUpTenant(
  tenant: Tenant,
  { production, runs, directory }: Options,
  done: Done,
): Promise<void> {
  for (let night = 1; night <= NIGHTS; night += 1) {
    const newestAt = instantToJson(STORY_STARTS_AT_MS + (night - 1) * DAY_MS);
    for (const product of PRODUCTS) {
      await production.grow(tenant, product, ROWS_A_NIGHT, newestAt);
      const tonight = runs.filter(
        ({ target, night: of }) =>
          of === night && target.tenant === tenant && target.product === product,
      );
      for (const run of tonight)
        done(run, await backUp(production, run, join(directory, `${night}`, run.path)));
    }
  }
}

async function backUp(production: Production, run: PlannedRun, path: string) {
  const { tenant, product, kind } = run.target;
  const emptied = run.fault?.fault === "emptied-database";
  const backup =
    kind === "image"
      ? await production.image(tenant, product, path)
      : await production.dump(tenant, product, path, emptied);
  return { ...backup, path };
}
