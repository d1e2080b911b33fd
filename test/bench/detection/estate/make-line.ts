import { everyInterval } from "../../../../platform/calendar/every-interval.ts";
import { parseCron } from "../../../../platform/calendar/parse-cron.ts";
import { type Policy, policySchema } from "../../../../schemas/policy.ts";
import { type Series, seriesKey } from "../../../../schemas/series.ts";
import { type BenchParameters, endMs } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { AssetPlan, SeriesPlan } from "./asset-plans.ts";
import { drawSizeTruth } from "./draw-size-truth.ts";
import type { Line } from "./line.ts";
import type { Tenant } from "./make-tenant.ts";

const DAY_MS = 86_400_000;

export type Making = {
  readonly parameters: BenchParameters;
  readonly tenant: Tenant;
  /** By name. */
  readonly policies: Map<string, PolicyTruth>;
  readonly dice: Dice;
};

/** A policy, and the schedule that is truly meant where it has to be learned. */
type PolicyTruth = { readonly policy: Policy; readonly meant: ScheduleMeant };
type ScheduleMeant = Extract<
  Policy["schedule"],
  { readonly cron: string } | { readonly every: number }
>;

type Placing = {
  readonly plan: AssetPlan;
  readonly place: Pick<Series, "site" | "product" | "instance" | "asset">;
  readonly seriesPlan: SeriesPlan;
};

export function makeLine(making: Making, { plan, place, seriesPlan }: Placing): Line {
  const { parameters, tenant } = making;
  const { shares } = parameters;
  const { assetKind } = plan;
  const { backupType } = seriesPlan;
  const who = { tenant: tenant.name, environment: "production", assetKind, backupType } as const;
  const series: Series = { ...who, ...place };
  const subject = seriesKey(series);
  const dice = making.dice.fork(subject);
  const { policy, meant } = policyOf(making, { plan, place, seriesPlan });
  const assetKey = `${tenant.name}/${Object.values(place).join("/")}`;
  const { bornMs, retiredAtMs } = drawLife(parameters, making.dice.fork(`life of ${assetKey}`));
  const fromMs = parameters.startMs + bornMs;
  const dues = duesOf(meant, tenant.maintenance, [fromMs, retiredAtMs ?? endMs(parameters)]);
  return {
    ...{ series, subject, assetKey, tenant: tenant.name },
    site: `${tenant.name}/${place.site}`,
    source: tenant.collector
      ? `/zone-${tenant.area}/${tenant.name}/${place.instance}`
      : `/own/${tenant.name}/${place.instance}`,
    collector: tenant.collector,
    vaultCollector: tenant.vaultCollector,
    vaults: {
      primary: `${tenant.name}-${place.site}`,
      duplicate: `${tenant.name}-second-site`,
    },
    policy,
    bounds: meant,
    isLearned: policy.schedule !== meant,
    isBase: seriesPlan.isBase ?? false,
    asks: tenant.asks,
    zone: tenant.zone,
    dues,
    cadenceMs: cadenceOf(dues),
    retiredAtMs,
    bornLater: bornMs > 0,
    reportsStarts: dice.chance(shares.reportsStarts),
    claimsChecksum: dice.chance(shares.claimsChecksum),
    encryptedDuplicate: dice.chance(shares.encryptedDuplicate) && !tenant.asks.encrypted,
    truth: drawSizeTruth(parameters, dice, backupType),
  };
}

/** When an asset comes, after the start, and goes: all its series together. */
function drawLife({ days, shares, startMs }: BenchParameters, dice: Dice) {
  const [fromDay, toDay] = [days * 0.2, days * 0.8];
  const bornMs = dice.chance(shares.bornLater)
    ? Math.round(dice.within(fromDay, toDay) * DAY_MS)
    : 0;
  const isRetired = bornMs === 0 && dice.chance(shares.retired);
  const retiredAtMs = isRetired ? startMs + Math.round(dice.within(fromDay, toDay) * DAY_MS) : null;
  return { bornMs, retiredAtMs };
}

/** One of each product and plan of a tenant: their series are due together. */
function policyOf(making: Making, { plan, place, seriesPlan }: Placing): PolicyTruth {
  const { tenant, policies, dice, parameters } = making;
  const { backupType, rpo, purgeWithin, keepDaysMore = 0 } = seriesPlan;
  const ofPlan = `${tenant.name}-${place.product}-${plan.name}`;
  const name = `${ofPlan}-${backupType}`;
  const known = policies.get(name);
  if (known) return known;
  const own = dice.fork(ofPlan);
  const { saysAsks } = parameters;
  const drawn = seriesPlan.schedule(5 * own.whole(0, 11), own.whole(0, 5));
  const schedule = { ...drawn, ...("cron" in drawn && { zone: tenant.zone }) };
  const isLearned = own.chance(parameters.shares.learnedSchedules);
  const told = (written: unknown) =>
    policySchema.parse({
      name,
      match: { tenant: tenant.name, product: place.product, asset: `${plan.name}-*`, backupType },
      schedule: written,
      ...(tenant.reportedBy && tenant.collector && { reportedBy: tenant.collector }),
      copies: {
        required: ["primary", "duplicate"],
        within: "6h",
        ...(saysAsks && tenant.asks.encrypted && { encrypted: true }),
      },
      ...(tenant.keepDays && {
        retention: {
          keep: `${tenant.keepDays + keepDaysMore}d`,
          ...(purgeWithin && { purgeWithin }),
          ...(saysAsks && tenant.asks.locked && { locked: true }),
        },
      }),
      ...(rpo && { objectives: { rpo } }),
      maintenance: tenant.maintenance.map((entry) => ({ ...entry, for: "24h" })),
    });
  const meant = told(schedule);
  const truth = {
    policy: isLearned ? told("learned") : meant,
    meant: meant.schedule as ScheduleMeant,
  };
  policies.set(name, truth);
  return truth;
}

function duesOf(
  schedule: ScheduleMeant,
  maintenance: Tenant["maintenance"],
  [fromMs, untilMs]: readonly [number, number],
): readonly number[] {
  const occurrences =
    "cron" in schedule
      ? parseCron(schedule.cron, schedule.zone)
      : everyInterval(schedule.every, Date.parse(schedule.from ?? ""));
  const windows = maintenance.map(({ cron, zone }) => parseCron(cron, zone));
  const isOff = (due: number) =>
    windows.some((window) => due - (window.previous(due) ?? Number.NEGATIVE_INFINITY) < DAY_MS);
  const dues: number[] = [];
  for (
    let due = occurrences.next(fromMs);
    due !== null && due < untilMs;
    due = occurrences.next(due)
  )
    if (!isOff(due)) dues.push(due);
  return dues;
}

/** The usual time from one slot to the next. */
function cadenceOf(dues: readonly number[]): number {
  const gaps = dues.slice(1).map((due, index) => due - (dues[index] ?? due));
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? DAY_MS;
}
