import { seesTenant } from "../../../schemas/access.ts";
import type { About } from "../../../schemas/decision.ts";
import { isWithinTenants, specificityOf } from "../../../schemas/match-policy.ts";
import type { Match } from "../../../schemas/policy.ts";
import type { Series } from "../../../schemas/series.ts";
import type { ApiGround } from "../api-ground.ts";
import { Refusal } from "../refusal.ts";
import type { RawRequest } from "../route.ts";
import { listSeries, readSeries } from "../series/read-series.ts";

const SERIES_MAX = 100_000;

type Asked = { readonly series?: string | undefined; readonly match?: Match | undefined };
type Asking = Pick<RawRequest, "principal" | "about">;

/** One series by its id, or all that match, where who asks may decide of them. */
export async function findAsked(
  { series: id, match }: Asked,
  asking: Asking,
  ground: ApiGround,
): Promise<{ readonly about: About; readonly series: readonly Series[] }> {
  if ((id === undefined) === (match === undefined))
    throw new Refusal("bad-request", "Name either a series or a match");
  if (match !== undefined) return findMatching(match, asking, ground);
  const series = await findOne(id ?? "", asking, ground);
  return { about: { series }, series: [series] };
}

export async function findOne(
  id: string,
  { principal, about }: Asking,
  { store }: ApiGround,
): Promise<Series> {
  const { tenant, environment, product, site, ...rest } = await readSeries(store, id, principal);
  const { assetKind, instance, asset, backupType } = rest;
  about({ tenant, series: id });
  return { tenant, environment, product, site, assetKind, instance, asset, backupType };
}

/** What is about all tenants, now or later, is for who may see all. */
export function refuseBeyond(match: Match, { principal, about }: Asking): void {
  const { tenants } = principal;
  if (tenants !== null && !isWithinTenants(match, tenants))
    throw new Refusal("others-series", "This may be about others' series", {
      hint: `Name your tenants in the match: ${tenants.slice(0, 10).join(", ")}`,
    });
  const [tenant, ...others] = [match.tenant ?? []].flat();
  const isOne = tenant !== undefined && others.length === 0 && isWithinTenants(match, [tenant]);
  about(isOne ? { tenant } : {});
}

async function findMatching(match: Match, asking: Asking, { store }: ApiGround) {
  refuseBeyond(match, asking);
  const { principal } = asking;
  const tenants = principal.tenants ?? [];
  const known = await listSeries(store, { tenants, rowsMax: SERIES_MAX });
  const series = known.filter(
    (one) => seesTenant(principal, one.tenant) && specificityOf(match, one) !== null,
  );
  if (series.length === 0) throw new Refusal("no-series", "No series matches");
  return { about: { match }, series };
}
