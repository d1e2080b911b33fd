import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { matchPolicy } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import { type Series, seriesId } from "../../schemas/series.ts";
import type { SeriesContext } from "../pager.ts";

const PEOPLE = readFileSync(new URL("./select-people.sql", import.meta.url), "utf8");
const LAST_GOOD = readFileSync(new URL("./select-last-good.sql", import.meta.url), "utf8");

const personSchema = z.object({
  owner: z.string(),
  criticality: z.string(),
  runbook: z.string(),
});

const lastGoodSchema = z.object({
  runId: z.string(),
  finishedAt: z.string(),
  proven: z.number().transform((proven) => proven === 1),
});

type Options = {
  readonly store: Store;
  readonly policies: readonly Policy[];
  readonly signal: AbortSignal;
};

/** What is known of a series for those who are told of it; `runId` is what they are told of. */
export async function readContext(
  series: Series,
  runId: string | null,
  { store, policies, signal }: Options,
): Promise<SeriesContext> {
  const { tenant, environment, product, site, assetKind, instance, asset, backupType } = series;
  const id = seriesId(series);
  const about = { series_id: id, tenant, environment, product, site, instance, asset };
  const named = { ...about, asset_kind: assetKind, backup_type: backupType };
  const people = await store.query(PEOPLE, named, personSchema, { signal });
  const point = { series_id: id, but_run: runId ?? "" };
  const [lastGood] = await store.query(LAST_GOOD, point, lastGoodSchema, { signal });
  const said = (field: keyof z.infer<typeof personSchema>) =>
    people.map((person) => person[field]).find((text) => text !== "") ?? null;
  const policy = matchPolicy(series, policies);
  return {
    owner: said("owner"),
    criticality: said("criticality"),
    contact: policy?.contact ?? null,
    runbook: said("runbook") ?? policy?.runbook ?? null,
    lastGood: lastGood ?? null,
  };
}
