import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Check } from "../../schemas/proof.ts";

type Freshness = NonNullable<NonNullable<Policy["verification"]>["freshness"]>;
type Newest = { readonly found: boolean; readonly newestMs: number | null };

const HOUR_MS = 3_600_000;

/** Is the newest value of the sentinel column young enough, counted back from the run's start? */
export function judgeFreshness(
  { table, column, maxAge }: Freshness,
  { found, newestMs }: Newest,
  runStartedAtMs: number,
): Check {
  const check = { name: "freshness", level: "right" } as const;
  const asked = { table, column, maxAgeHours: maxAge / HOUR_MS };
  const observed = { ...asked, runStartedAt: instantToJson(runStartedAtMs) };
  if (!found || newestMs === null) {
    const reason = found
      ? `${table}.${column} holds no instant at all.`
      : `The restored database has no column ${table}.${column} of dates or timestamps.`;
    return { ...check, verdict: "fail", observed: { ...observed, newest: null }, reason };
  }
  const ageHours = Math.round(((runStartedAtMs - newestMs) / HOUR_MS) * 100) / 100;
  const seen = { ...observed, newest: instantToJson(newestMs), ageHours };
  const text = `The newest ${table}.${column} is ${ageHours} h older than the run's start`;
  return runStartedAtMs - newestMs <= maxAge
    ? { ...check, verdict: "pass", observed: seen, reason: `${text}.` }
    : {
        ...check,
        verdict: "fail",
        observed: seen,
        reason: `${text}; at most ${asked.maxAgeHours} h are allowed.`,
      };
}
