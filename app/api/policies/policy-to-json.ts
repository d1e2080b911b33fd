import type { z } from "zod";
import type { Policy, policySchema } from "../../../schemas/policy.ts";

type PolicyJson = z.input<typeof policySchema>;

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** Attributes of a policy that are durations, wherever they stand as a number. */
const DURATIONS: ReadonlySet<string> = new Set([
  ...["early", "startWithin", "finishWithin", "maxDuration", "minDuration", "every", "for"],
  ...["within", "keep", "purgeWithin", "maxAge", "rpo", "rto"],
]);
/** Likewise, shares of a whole. */
const SHARES: ReadonlySet<string> = new Set(["change"]);
const SHARE_DIGITS = 3;

/** A policy in force, defaults included, as it may be written in `vigie.yaml`. */
export function policyToJson(policy: Policy): PolicyJson {
  // Of the same shape but for how numbers are written.
  return write(policy, "") as PolicyJson;
}

function write(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => write(item, ""));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, write(of, key)]));
  if (typeof value !== "number") return value;
  if (DURATIONS.has(name)) return writeDuration(value);
  return SHARES.has(name) ? `${Number((value * 100).toFixed(SHARE_DIGITS))}%` : value;
}

/** In the largest unit that leaves no rest. */
function writeDuration(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, one]) => ms > 0 && ms % one === 0) ?? ["ms", 1];
  return `${ms / unitMs}${unit}`;
}
