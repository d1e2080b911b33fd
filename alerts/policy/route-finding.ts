import { localTime } from "../../platform/calendar/local-time.ts";
import type { Route } from "./alert-policy.ts";
import { type Subject, whyNoMatch } from "./match-finding.ts";
import { describeHours, isWithinHours } from "./working-hours.ts";

const HOUR_MS = 3_600_000;

/** What became of a finding at one route; `why` it was missed, or not looked at. */
export type Passage = { readonly route: Route } & (
  | { readonly matched: true }
  | { readonly matched: false; readonly why: string }
);

/**
 * Takes a finding past each route, in order: those that match it up to the first that does not go
 * on.
 */
export function routeFinding(
  routes: readonly Route[],
  finding: Subject,
  nowMs: number,
): readonly Passage[] {
  let endedAt: Route | null = null;
  return routes.map((route): Passage => {
    if (endedAt) return { route, matched: false, why: `${endedAt.name} has it, and ends there` };
    const why = whyNoMatch(route, finding) ?? whyNotNow(route, nowMs);
    if (why !== null) return { route, matched: false, why };
    if (!route.goesOn) endedAt = route;
    const whyKept = whyNotYet(route, finding);
    return whyKept === null ? { route, matched: true } : { route, matched: false, why: whyKept };
  });
}

/** What has come too seldom is the route's, and goes no further. */
function whyNotYet({ repeats }: Route, { severity, repeatsMs = [] }: Subject): string | null {
  if (repeats === null || repeatsMs === null || severity === "critical") return null;
  const count = 1 + repeatsMs.filter((agoMs) => agoMs <= repeats.withinMs).length;
  if (count >= repeats.findings) return null;
  const hours = repeats.withinMs / HOUR_MS;
  const within = hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`;
  return `it is told from ${repeats.findings} within ${within} on, and there is ${count}`;
}

function whyNotNow({ hours }: Route, nowMs: number): string | null {
  if (hours === null || isWithinHours(hours, nowMs)) return null;
  return `${localTime(nowMs, hours.zone)} is not within ${describeHours(hours)}`;
}
