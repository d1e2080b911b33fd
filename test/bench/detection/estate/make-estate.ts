import assert from "node:assert/strict";
import { createWindows } from "../../../../platform/calendar/create-windows.ts";
import { everyInterval } from "../../../../platform/calendar/every-interval.ts";
import { parseCron } from "../../../../platform/calendar/parse-cron.ts";
import { type Policy, policySchema } from "../../../../schemas/policy.ts";
import { type Series, seriesKey } from "../../../../schemas/series.ts";
import { type BenchParameters, endMs } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import { ASSET_PLANS, type AssetPlan } from "./asset-plans.ts";
import { drawSizeTruth } from "./draw-size-truth.ts";
import type { Line } from "./line.ts";

const DAY_MS = 86_400_000;

export type Estate = {
  readonly lines: readonly Line[];
  readonly policies: readonly Policy[];
  /** By name: what each covers. */
  readonly collectors: ReadonlyMap<
    string,
    { readonly sources: string[]; readonly vaults: string[] }
  >;
};

type Tenant = {
  readonly name: string;
  readonly zone: string;
  readonly collector: string | null;
  readonly vaultCollector: string;
  readonly reportedBy: boolean;
  readonly keep: string | null;
  readonly maintenance: readonly object[];
  readonly sites: readonly string[];
  readonly products: readonly string[];
};

/** Tenants with their sites, products, collectors, vaults and series, and the policies of these. */
export function makeEstate(parameters: BenchParameters, dice: Dice): Estate {
  const lines: Line[] = [];
  const policies = new Map<string, Policy>();
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
    collectors.get(tenant.vaultCollector)?.vaults.push(...watched);
  }
  return { lines, policies: [...policies.values()], collectors };
}

function makeTenant(
  { shares, sitesMax, productsMax, zones }: BenchParameters,
  dice: Dice,
  { number, area }: { readonly number: number; readonly area: number },
): Tenant {
  const zone = dice.pick(zones);
  const hasCollector = !dice.chance(shares.withoutCollector);
  const maintenance = { cron: "0 0 15 * *", zone, for: "24h", reason: "monthly maintenance" };
  return {
    name: `tenant-${number}`,
    zone,
    collector: hasCollector ? `collector-${area}` : null,
    vaultCollector: `vault-watch-${area}`,
    reportedBy: hasCollector && dice.chance(shares.reportedBy),
    keep: dice.chance(shares.withoutRetention) ? null : dice.pick(["14d", "14d", "30d", "7d"]),
    maintenance: dice.chance(shares.maintenance) ? [maintenance] : [],
    sites: named("site", dice.whole(1, sitesMax)),
    products: named("product", dice.whole(1, productsMax)),
  };
}

type Making = {
  readonly parameters: BenchParameters;
  readonly tenant: Tenant;
  readonly policies: Map<string, Policy>;
  readonly dice: Dice;
};

function makeLines(making: Making, wanted: number): readonly Line[] {
  const { dice, tenant } = making;
  const lines: Line[] = [];
  for (let number = 1; lines.length < wanted; number += 1) {
    const plan = pickPlan(dice);
    const [site, product] = [dice.pick(tenant.sites), dice.pick(tenant.products)];
    const asset = `${plan.name}-${number}`;
    const place = { site, product, instance: `host-${dice.whole(1, 4)}`, asset };
    for (const { backupType } of plan.series)
      lines.push(makeLine(making, { plan, place, backupType }));
  }
  return lines.slice(0, wanted);
}

function pickPlan(dice: Dice): AssetPlan {
  return dice.pick(ASSET_PLANS.flatMap((plan) => Array.from({ length: plan.weight }, () => plan)));
}

type Placing = {
  readonly plan: AssetPlan;
  readonly place: Pick<Series, "site" | "product" | "instance" | "asset">;
  readonly backupType: Series["backupType"];
};

function makeLine(making: Making, { plan, place, backupType }: Placing): Line {
  const { parameters, tenant } = making;
  const { shares } = parameters;
  const { assetKind } = plan;
  const who = { tenant: tenant.name, environment: "production", assetKind, backupType } as const;
  const series: Series = { ...who, ...place };
  const subject = seriesKey(series);
  const dice = making.dice.fork(subject);
  const policy = policyOf(making, plan, series);
  const area = tenant.vaultCollector.split("-").at(-1);
  const [fromDay, toDay] = [parameters.days * 0.2, parameters.days * 0.8];
  const bornMs = dice.chance(shares.bornLater)
    ? Math.round(dice.within(fromDay, toDay) * DAY_MS)
    : 0;
  const isRetired = bornMs === 0 && dice.chance(shares.retired);
  const retiredAtMs = isRetired
    ? parameters.startMs + Math.round(dice.within(fromDay, toDay) * DAY_MS)
    : null;
  const dues = duesOf(policy, parameters.startMs + bornMs, retiredAtMs ?? endMs(parameters));
  return {
    series,
    subject,
    tenant: tenant.name,
    site: `${tenant.name}/${place.site}`,
    source: tenant.collector
      ? `/zone-${area}/${tenant.name}/${place.instance}`
      : `/own/${tenant.name}/${place.instance}`,
    collector: tenant.collector,
    vaultCollector: tenant.vaultCollector,
    vaults: {
      primary: `${tenant.name}-${place.site}`,
      duplicate: `${tenant.name}-second-site`,
    },
    policy,
    zone: tenant.zone,
    dues,
    cadenceMs: cadenceOf(dues),
    retiredAtMs,
    bornLater: bornMs > 0,
    reportsStarts: dice.chance(shares.reportsStarts),
    claimsChecksum: dice.chance(shares.claimsChecksum),
    encryptedDuplicate: dice.chance(shares.encryptedDuplicate),
    truth: drawSizeTruth(parameters, dice, backupType),
  };
}

/** One of each product and plan of a tenant: their series are due together. */
function policyOf({ tenant, policies, dice }: Making, plan: AssetPlan, series: Series): Policy {
  const name = `${tenant.name}-${series.product}-${plan.name}-${series.backupType}`;
  const known = policies.get(name);
  if (known) return known;
  const own = dice.fork(`${tenant.name}-${series.product}-${plan.name}`);
  const [minute, hour] = [5 * own.whole(0, 11), own.whole(0, 5)];
  const schedule = plan.series
    .find(({ backupType }) => backupType === series.backupType)
    ?.schedule(minute, hour);
  const isCron = schedule !== undefined && "cron" in schedule;
  const policy = policySchema.parse({
    name,
    match: {
      tenant: tenant.name,
      product: series.product,
      asset: `${plan.name}-*`,
      backupType: series.backupType,
    },
    schedule: { ...schedule, ...(isCron && { zone: tenant.zone }) },
    ...(tenant.reportedBy && tenant.collector && { reportedBy: tenant.collector }),
    copies: { required: ["primary", "duplicate"], within: "6h" },
    ...(tenant.keep && { retention: { keep: tenant.keep } }),
    maintenance: tenant.maintenance,
  });
  policies.set(name, policy);
  return policy;
}

function duesOf(policy: Policy, fromMs: number, untilMs: number): readonly number[] {
  const { schedule } = policy;
  assert(!("learned" in schedule), "the history is made by schedules that are known");
  const occurrences =
    "cron" in schedule
      ? parseCron(schedule.cron, schedule.zone)
      : everyInterval(schedule.every, Date.parse(schedule.from ?? ""));
  const windows = createWindows(policy.maintenance);
  const dues: number[] = [];
  for (
    let due = occurrences.next(fromMs);
    due !== null && due < untilMs;
    due = occurrences.next(due)
  )
    if (!windows(due)) dues.push(due);
  return dues;
}

/** The usual time from one slot to the next. */
function cadenceOf(dues: readonly number[]): number {
  const gaps = dues.slice(1).map((due, index) => due - (dues[index] ?? due));
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? DAY_MS;
}

function named(what: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${what}-${index + 1}`);
}
