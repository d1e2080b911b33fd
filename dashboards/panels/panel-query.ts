import { z } from "zod";
import { instantSchema } from "../../schemas/instant.ts";
import type { Panel } from "./panel.ts";
import type { PanelAsked } from "./panel-parameters.ts";

const NAME_LENGTH_MAX = 1_000;
const NAMES_MAX = 200;
const OFFSET_MAX = 1_000_000;

const text = z.string().max(NAME_LENGTH_MAX);
const names = z.union([text.transform((name) => [name]), z.array(text).max(NAMES_MAX)]).optional();
const number = z
  .string()
  .regex(/^\d{1,7}$/, "must be a whole number")
  .transform(Number);
const id = z.string().regex(/^[0-9a-f]{32}$/, "must have 32 hex digits");

const anyOffset = number.pipe(z.int().max(OFFSET_MAX));
const noOffset = number.pipe(z.literal(0, "must be 0: this panel goes on to no other page"));

/** What is asked of a panel, in an address; what may be several is repeated. */
export function panelQueryOf({ takes }: Pick<Panel, "takes">) {
  return z
    .strictObject({
      from: instantSchema.optional(),
      to: instantSchema.optional(),
      tenant: names,
      environment: names,
      product: names,
      site: names,
      state: names,
      series: id.optional(),
      search: text.optional(),
      limit: number.pipe(z.int().min(1)).optional(),
      offset: (takes.includes("rowsBefore") ? anyOffset : noOffset).optional(),
    })
    .transform(
      ({ from, to, tenant, environment, product, site, state, series, ...rest }): PanelAsked => ({
        ...{ ...rest, fromMs: from, toMs: to, tenants: tenant, environments: environment },
        ...{ products: product, sites: site, states: state, seriesId: series },
      }),
    );
}
