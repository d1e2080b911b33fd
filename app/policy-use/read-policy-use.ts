import { readFileSync } from "node:fs";
import type { Store } from "../../platform/store/store.ts";
import { matchPolicy, specificityOf } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import { type Series, seriesKey, seriesSchema } from "../../schemas/series.ts";

const SQL = readFileSync(new URL("./seen-series.sql", import.meta.url), "utf8");

/** So that what runs once a month is among them. */
export const SEEN_DAYS = 35;
const DAY_MS = 86_400_000;
/** Of more, whether a policy matches any is not looked for. */
const SERIES_MAX = 20_000;

/** How the policies and the series that were heard of lately meet. */
export type PolicyUse = {
  readonly seriesSeen: number;
  /** By name, why none of these series is judged by it. */
  readonly idle: readonly { readonly policy: string; readonly why: string }[];
  /** Keys of the series that no policy matches. */
  readonly unprotected: readonly string[];
};

/** Null where there are too many series to tell. */
export async function readPolicyUse(
  store: Store,
  policies: readonly Policy[],
  nowMs: number,
): Promise<PolicyUse | null> {
  const seen = await readSeenSeries(store, nowMs);
  return seen && weighPolicies(seen, policies);
}

/** The series that were heard of lately; null where there are too many to tell. */
export async function readSeenSeries(
  store: Store,
  nowMs: number,
): Promise<readonly Series[] | null> {
  const parameters = { sinceMs: nowMs - SEEN_DAYS * DAY_MS, seriesMax: SERIES_MAX + 1 };
  const seen = await store.query(SQL, parameters, seriesSchema);
  return seen.length > SERIES_MAX ? null : seen;
}

/** Where nothing was seen yet, no policy can be blamed. */
export function weighPolicies(seen: readonly Series[], policies: readonly Policy[]): PolicyUse {
  const chosen = seen.map((series) => ({ series, policy: matchPolicy(series, policies) }));
  const used = new Set(chosen.map(({ policy }) => policy));
  const idle = policies.filter((policy) => seen.length > 0 && !used.has(policy));
  return {
    seriesSeen: seen.length,
    idle: idle.map((policy) => ({ policy: policy.name, why: whyIdle(policy, seen) })),
    unprotected: chosen.flatMap(({ series, policy }) => (policy ? [] : [seriesKey(series)])),
  };
}

function whyIdle({ match }: Policy, seen: readonly Series[]): string {
  const matched = seen.filter((series) => specificityOf(match, series) !== null).length;
  if (matched === 0)
    return `matches none of the ${seen.length} series of the last ${SEEN_DAYS} days`;
  return `another policy matches each of its ${matched} series more closely`;
}
