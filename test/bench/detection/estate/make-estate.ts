import type { Policy } from "../../../../schemas/policy.ts";
import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import { type AssetPlan, assetPlans } from "./asset-plans.ts";
import type { Line } from "./line.ts";
import { type Making, makeLine } from "./make-line.ts";
import { makeTenant } from "./make-tenant.ts";

export type Estate = {
  readonly lines: readonly Line[];
  readonly policies: readonly Policy[];
  /** By name: what each covers. */
  readonly collectors: ReadonlyMap<
    string,
    { readonly sources: string[]; readonly vaults: string[] }
  >;
};

/** Tenants with their sites, products, collectors, vaults and series, and the policies of these. */
export function makeEstate(parameters: BenchParameters, dice: Dice): Estate {
  const lines: Line[] = [];
  const policies: Making["policies"] = new Map();
  const collectors = new Map<string, { sources: string[]; vaults: string[] }>();
  const named = Math.max(1, Math.round(parameters.series / parameters.seriesPerCollector));
  for (let number = 1; number <= named; number += 1) {
    collectors.set(`collector-${number}`, { sources: [`/zone-${number}/`], vaults: [] });
    collectors.set(`vault-watch-${number}`, { sources: [], vaults: [] });
  }
  for (let number = 1; lines.length < parameters.series; number += 1) {
    const own = dice.fork(`tenant ${number}`);
    const tenant = makeTenant(parameters, own, { number, area: own.whole(1, named) });
    const wanted = Math.min(parameters.seriesPerTenant, parameters.series - lines.length);
    const made = makeLines({ parameters, tenant, policies, dice: own }, wanted);
    lines.push(...made);
    const watched = new Set(made.flatMap(({ vaults }) => [vaults.primary, vaults.duplicate]));
    if (tenant.vaultCollector) collectors.get(tenant.vaultCollector)?.vaults.push(...watched);
  }
  return { lines, policies: [...policies.values()].map(({ policy }) => policy), collectors };
}

function makeLines(making: Making, wanted: number): readonly Line[] {
  const { dice, tenant, parameters } = making;
  const plans = assetPlans(parameters);
  const lines: Line[] = [];
  for (let number = 1; lines.length < wanted; number += 1) {
    const plan = pickPlan(plans, dice);
    const [site, product] = [dice.pick(tenant.sites), dice.pick(tenant.products)];
    const asset = `${plan.name}-${number}`;
    const place = { site, product, instance: `host-${dice.whole(1, 4)}`, asset };
    const made = plan.series.map((seriesPlan) => makeLine(making, { plan, place, seriesPlan }));
    lines.push(...startWithBase(made));
  }
  return lines.slice(0, wanted);
}

/** Of an asset that is new, nothing can be backed up that rests on a base before there is one. */
function startWithBase([base, ...others]: readonly Line[]): readonly Line[] {
  if (!base) return [];
  const baseMs = (base.dues[0] ?? Number.POSITIVE_INFINITY) + base.bounds.finishWithin;
  return [
    base,
    ...others.map((line) =>
      base.bornLater ? { ...line, dues: line.dues.filter((due) => due > baseMs) } : line,
    ),
  ];
}

function pickPlan(plans: readonly AssetPlan[], dice: Dice): AssetPlan {
  return dice.pick(plans.flatMap((plan) => Array.from({ length: plan.weight }, () => plan)));
}
