import type { Route } from "../../alerts/policy/alert-policy.ts";
import { specificityOf } from "../../schemas/match-policy.ts";
import type { Match } from "../../schemas/policy.ts";
import { SERIES_ATTRIBUTES, type Series } from "../../schemas/series.ts";
import { globsIntersect } from "../config/globs-intersect.ts";

/** What is strange of a route, though it can be used. */
export type RouteFault = { readonly route: string; readonly why: string };

/**
 * Routes that nothing can reach, those that two ways lead to one pager, and, of the series that
 * were seen lately, those that match none.
 */
export function findRouteFaults(
  routes: readonly Route[],
  seen: readonly Series[],
): readonly RouteFault[] {
  return routes.flatMap((route, index) => {
    const before = routes.slice(0, index);
    const cover = before.find((other) => !other.goesOn && covers(other, route));
    const why = cover ? `${cover.name} takes all that it matches` : whyStrange(route, before, seen);
    return why === null ? [] : [{ route: route.name, why }];
  });
}

function whyStrange(
  route: Route,
  before: readonly Route[],
  seen: readonly Series[],
): string | null {
  const twin = before.find((other) => other.goesOn && overlap(other, route) && paged(other, route));
  if (twin) return `${paged(twin, route)} is told of what matches by ${twin.name} already: once`;
  const isIdle = seen.length > 0 && seen.every((one) => specificityOf(route.match, one) === null);
  return isIdle ? `matches none of the ${seen.length} series that were seen lately` : null;
}

function paged(one: Route, other: Route): string | undefined {
  return one.to.find((pager) => other.to.includes(pager));
}

/** Whether each finding that `inner` matches is matched by `outer`, at any time. */
function covers(outer: Route, inner: Route): boolean {
  if (outer.hours && JSON.stringify(outer.hours) !== JSON.stringify(inner.hours)) return false;
  if (!inner.severities.every((severity) => outer.severities.includes(severity))) return false;
  const { kinds } = outer;
  if (kinds && !inner.kinds?.every((kind) => kinds.includes(kind))) return false;
  return SERIES_ATTRIBUTES.every((attribute) => {
    const wide = patternsOf(outer.match[attribute]);
    const narrow = patternsOf(inner.match[attribute]);
    return narrow.every((pattern) => wide.some((glob) => glob === pattern || fits(glob, pattern)));
  });
}

/** A glob fits another only where it is the same, or takes all; a plain value is matched. */
function fits(glob: string, pattern: string): boolean {
  return glob === "*" || (!/[*?]/.test(pattern) && globsIntersect(glob, pattern));
}

function overlap(one: Route, other: Route): boolean {
  const { kinds } = one;
  if (!one.severities.some((severity) => other.severities.includes(severity))) return false;
  if (kinds && other.kinds && !other.kinds.some((kind) => kinds.includes(kind))) return false;
  return SERIES_ATTRIBUTES.every((attribute) =>
    patternsOf(one.match[attribute]).some((glob) =>
      patternsOf(other.match[attribute]).some((twin) => globsIntersect(glob, twin)),
    ),
  );
}

function patternsOf(pattern: Match[keyof Match]): readonly string[] {
  return pattern === undefined ? ["*"] : [pattern].flat();
}
