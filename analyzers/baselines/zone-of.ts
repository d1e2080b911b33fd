import type { Policy } from "../../schemas/policy.ts";

/** Where the days of a policy's series begin: in a zone that it names, else the only one named. */
export function zoneOf(policy: Policy, named: readonly string[]): string {
  const [own] = zonesOf([policy]);
  const [only = "UTC"] = named;
  return own ?? (named.length === 1 ? only : "UTC");
}

/** Those that policies name, once each; of each policy its schedule's before its maintenance's. */
export function zonesOf(policies: readonly Policy[]): readonly string[] {
  const named = policies.flatMap(({ schedule, maintenance }) => [
    ...("zone" in schedule && schedule.zone !== undefined ? [schedule.zone] : []),
    ...maintenance.map((entry) => entry.zone),
  ]);
  return [...new Set(named)];
}
