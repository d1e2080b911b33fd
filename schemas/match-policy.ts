import type { Match, Policy } from "./policy.ts";
import { SERIES_ATTRIBUTES, type Series } from "./series.ts";

/**
 * How closely a match names a series: attributes named, and how many of those by plain value
 * rather than by glob.
 */
export type Specificity = { readonly named: number; readonly plain: number };

/**
 * The most specific policy that matches the series; of two equally specific (config refuses them)
 * the first. Null where none matches.
 */
export function matchPolicy(series: Series, policies: readonly Policy[]): Policy | null {
  let best: { readonly policy: Policy; readonly specificity: Specificity } | null = null;
  for (const policy of policies) {
    const specificity = specificityOf(policy.match, series);
    if (specificity && (!best || compareSpecificity(specificity, best.specificity) > 0))
      best = { policy, specificity };
  }
  return best?.policy ?? null;
}

/** Null where the match does not hold for the series. Of a list, the closest entry counts. */
export function specificityOf(match: Match, series: Series): Specificity | null {
  let named = 0;
  let plain = 0;
  for (const attribute of SERIES_ATTRIBUTES) {
    const wanted = match[attribute];
    if (wanted === undefined) continue;
    const patterns = typeof wanted === "string" ? [wanted] : wanted;
    const fitting = patterns.filter((pattern) => fits(pattern, series[attribute]));
    if (fitting.length === 0) return null;
    named += 1;
    if (fitting.some((pattern) => !isGlob(pattern))) plain += 1;
  }
  return { named, plain };
}

/** Whether a match may hold for a series of a tenant. */
export function matchesTenant({ tenant: wanted }: Match, tenant: string): boolean {
  return wanted === undefined || [wanted].flat().some((pattern) => fits(pattern, tenant));
}

/** Whether a match can hold for series of these tenants alone, now and later. */
export function isWithinTenants({ tenant }: Match, tenants: readonly string[]): boolean {
  if (tenant === undefined) return false;
  return [tenant].flat().every((one) => !isGlob(one) && tenants.includes(one.normalize("NFC")));
}

/**
 * More attributes named wins; among equals, more of them by plain value. Zero: equally specific.
 */
export function compareSpecificity(a: Specificity, b: Specificity): number {
  return a.named - b.named || a.plain - b.plain;
}

function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

function fits(pattern: string, value: string): boolean {
  const wanted = pattern.normalize("NFC");
  return isGlob(wanted) ? matchesGlob(wanted, value) : wanted === value;
}

/** Goes back to the last star alone, so that it takes no longer than one length by the other. */
function matchesGlob(pattern: string, value: string): boolean {
  const [wanted, given] = [[...pattern], [...value]];
  let [at, from] = [0, 0];
  let star: { readonly at: number; from: number } | null = null;
  while (from < given.length) {
    if (wanted[at] === "*") {
      star = { at, from };
      at += 1;
    } else if (wanted[at] === "?" || wanted[at] === given[from]) {
      at += 1;
      from += 1;
    } else if (star) {
      star.from += 1;
      at = star.at + 1;
      from = star.from;
    } else return false;
  }
  return wanted.slice(at).every((rest) => rest === "*");
}
