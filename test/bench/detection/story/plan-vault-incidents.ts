import { type BenchParameters, damageSpan } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import { type Circumstance, type Label, TIERS, type Tier } from "../label.ts";
import type { Courier } from "./create-courier.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** Fewer copies are not many. */
const COPIES_MIN = 12;
const LINES_MIN = 3;
const TRIES_MAX = 60;
const SHARES: Readonly<Record<Tier, readonly [number, number]>> = {
  easy: [0.95, 1],
  medium: [0.6, 0.8],
  hard: [0.3, 0.5],
};
const LASTS_MS: Readonly<Record<Tier, number>> = {
  easy: 20 * MINUTE_MS,
  medium: 90 * MINUTE_MS,
  hard: 4 * HOUR_MS,
};

/** Many copies of one vault vanish at once, or their locks are shortened. */
export type VaultIncident = {
  readonly vault: string;
  readonly lines: readonly Line[];
  readonly tier: Tier;
  readonly group: string;
  readonly fromMs: number;
  readonly lastsMs: number;
  readonly share: number;
  readonly effect: "deleted" | "locks shortened";
  /** Filled while the copies live. */
  readonly befell: { readonly line: Line; readonly atMs: number }[];
};

export function planVaultIncidents(
  parameters: BenchParameters,
  dice: Dice,
  lines: readonly Line[],
): readonly VaultIncident[] {
  const { fromMs, untilMs } = damageSpan(parameters);
  const vaults = [...Map.groupBy(lines, ({ vaults: { duplicate } }) => duplicate)];
  // Where nothing is promised to be kept, nobody can say what goes too early.
  const isPromised = (own: readonly Line[]) => own.every(({ policy }) => policy.retention);
  const fit = vaults.filter(([, own]) => own.length >= LINES_MIN && isPromised(own));
  const rate = parameters.incidents["mass-deletion"];
  const weeks = (lines.length * parameters.days * DAY_MS) / WEEK_MS;
  const wanted = rate === 0 ? 0 : Math.max(1, Math.round((rate * weeks) / 1_000));
  const planned: VaultIncident[] = [];
  for (
    let tries = 0;
    planned.length < Math.min(wanted, fit.length) && tries < TRIES_MAX;
    tries += 1
  ) {
    const [vault, own] = dice.pick(fit);
    if (planned.some((other) => other.vault === vault)) continue;
    const tier = dice.pick(TIERS);
    const atMs = Math.round(dice.within(fromMs, untilMs));
    planned.push({
      ...{ vault, lines: own, tier, group: `mass-deletion-${vault}` },
      ...{ fromMs: atMs, lastsMs: LASTS_MS[tier], share: dice.within(...SHARES[tier]) },
      effect: own.some(({ asks }) => asks.locked) ? "locks shortened" : "deleted",
      befell: [],
    });
  }
  return planned;
}

/** What came of an incident: its label, and what follows for each series in the vault. */
export function labelVaultIncident(
  { vault, lines, tier, group, fromMs, lastsMs, befell }: VaultIncident,
  courier: Courier,
): { readonly labels: readonly Label[]; readonly circumstances: readonly Circumstance[] } {
  const atMs = befell.map((blow) => blow.atMs).sort((a, b) => a - b);
  const [collector, unit] = [lines[0]?.vaultCollector ?? null, lines[0]?.tenant ?? vault];
  // Many: when a dozen have been heard of, which is as soon as anybody could speak of many.
  const manyMs = atMs[COPIES_MIN - 1];
  const toMs = fromMs + lastsMs;
  const follows = lines.map((line): Circumstance => {
    const keepMs = line.policy.retention?.keep ?? 30 * DAY_MS;
    return {
      ...{ cause: "mass deletion", bearsOn: "presence", subject: line.subject, fromMs },
      toMs: toMs + keepMs + WEEK_MS,
      dontCare: OF_DELETION,
    };
  });
  if (manyMs === undefined) {
    const none = { cause: "a few copies deleted", bearsOn: "presence", subject: vault } as const;
    const unseen = { ...none, fromMs, toMs: toMs + DAY_MS, dontCare: ["mass-deletion"] as const };
    return { labels: [], circumstances: [...follows, unseen] };
  }
  const detectableAtMs = courier.vouchedAtMs(collector, manyMs);
  const hitUntilMs = Math.max(toMs, detectableAtMs) + DAY_MS;
  const label: Label = {
    ...{ kind: "mass-deletion", subject: vault, unit, tier, group, fromMs, toMs },
    ...{ detectableAtMs, hitUntilMs, explains: OF_DELETION },
  };
  return { labels: [label], circumstances: follows };
}

/** What may be said of a series of whose restore points some have gone. */
export const LEFT_SHORT = ["retention-short", "chain-broken", "purge-foretold"] as const;
/** What may be said of a series in a vault that lost many copies or locks. */
const OF_DELETION = ["copy-lost", "copy-missing", "lock-short", ...LEFT_SHORT] as const;
