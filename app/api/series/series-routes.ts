import { z } from "zod";
import { tenantsFor } from "../../../schemas/access.ts";
import { matchPolicy } from "../../../schemas/match-policy.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { ENVIRONMENTS } from "../../../schemas/series.ts";
import { SLOT_STATES } from "../../../schemas/series-state.ts";
import { idAsked, nameAsked, namesAsked, severalOf } from "../asked.ts";
import { pageOf, pagingShape, readPage } from "../paging.ts";
import { policyFor } from "../policies/policy-for.ts";
import { policyToJson } from "../policies/policy-to-json.ts";
import { defineRoute, type Route } from "../route.ts";
import { listSeries, readSeries, type SeriesAnswer, seriesAnswer } from "./read-series.ts";

const listQuery = z.strictObject({
  ...{ tenant: namesAsked, product: namesAsked, site: namesAsked },
  environment: severalOf(z.enum(ENVIRONMENTS)),
  state: severalOf(z.enum(SLOT_STATES)),
  search: nameAsked.optional(),
  ...pagingShape,
});

const place = {
  schema: z.tuple([z.string(), z.string(), z.string()]),
  of: ({ tenant, asset, id }: SeriesAnswer): [string, string, string] => [tenant, asset, id],
};

const list = defineRoute({
  ...{ method: "GET", path: "/series", right: "read", tag: "series" },
  summary: "Series with the state of their latest due slot, by tenant and asset",
  query: listQuery,
  answer: pageOf(seriesAnswer),
  handle: async ({ principal, query }, { store }) => {
    const tenants = tenantsFor(principal, query.tenant);
    if (tenants === "nothing") return { items: [], next: null };
    const { environment: environments, product: products, site: sites, state: states } = query;
    const filter = { tenants, environments, products, sites, states, search: query.search ?? "" };
    return readPage(query, place, (last, rowsMax) => {
      const [lastTenant, lastAsset, lastId] = last ?? ["", "", ""];
      return listSeries(store, { ...filter, lastTenant, lastAsset, lastId, rowsMax });
    });
  },
});

const one = defineRoute({
  ...{ method: "GET", path: "/series/:series", right: "read", tag: "series" },
  summary: "One series, with its policy as vigie.yaml has it",
  params: z.strictObject({ series: idAsked }),
  answer: seriesAnswer.extend({ policyInForce: policySchema.nullable() }),
  handle: async ({ principal, params }, { store, policies }) => {
    const series = await readSeries(store, params.series, principal);
    const policy = matchPolicy(series, policies);
    const shown = policy && policyFor(policy, principal);
    return { ...series, policyInForce: shown && policyToJson(shown) };
  },
});

export const SERIES_ROUTES: readonly Route[] = [list, one];
