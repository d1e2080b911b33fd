import type { Occurrences } from "../../platform/calendar/calendar.ts";
import { createWindows } from "../../platform/calendar/create-windows.ts";
import { everyInterval } from "../../platform/calendar/every-interval.ts";
import { parseCron } from "../../platform/calendar/parse-cron.ts";
import { matchPolicy, specificityOf } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import { SERIES_ATTRIBUTES, type Series, type SeriesPart } from "../../schemas/series.ts";
import { zoneOf, zonesOf } from "../baselines/zone-of.ts";

/** A learned schedule says nothing of what was never backed up: a week is enough for most. */
const UNLEARNED_MS = 8 * 86_400_000;
const ZONES_MAX = 5;
const ALWAYS_MS = Number.NEGATIVE_INFINITY;

/** A policy with its calendar worked out. */
export type CompiledPolicy = {
  readonly policy: Policy;
  readonly zone: string;
  /**
   * A cron has its own anchor; an interval without `from` counts from `anchorMs`. What is to be
   * learned is not asked here.
   */
  readonly occurrencesFrom: (anchorMs: number) => Occurrences;
  /** Where the schedule is learned: the zones that it may follow, the likeliest first. */
  readonly learnedZones: readonly string[] | null;
  /** Slots that were due before are not expected: another calendar held then. */
  readonly sinceMs: number;
  /** Since when it promises the proofs that it does. */
  readonly verifiedSinceMs: number;
  readonly maintenanceAt: (atMs: number) => string | null;
};

export type Policies = {
  readonly of: (series: Series) => CompiledPolicy | null;
  /** Of a part of a series: the most specific policy that some series with that part would have. */
  readonly ofPart: (part: SeriesPart) => CompiledPolicy | null;
};

/** By name of policy, since when a part of it is as it is; always where it is not named. */
export type PartsSince = {
  readonly calendarsSinceMs?: ReadonlyMap<string, number>;
  readonly verificationsSinceMs?: ReadonlyMap<string, number>;
};

/** Throws `CalendarError` where a schedule or a zone cannot be. */
export function compilePolicies(policies: readonly Policy[], since: PartsSince = {}): Policies {
  const zones = zonesOf(policies);
  const compiled = new Map(
    policies.map((policy) => {
      const sinceMs = since.calendarsSinceMs?.get(policy.name) ?? ALWAYS_MS;
      const verifiedSinceMs = since.verificationsSinceMs?.get(policy.name) ?? ALWAYS_MS;
      return [policy, { ...compile(policy, zones), sinceMs, verifiedSinceMs }];
    }),
  );
  const find = (policy: Policy | null) => (policy && compiled.get(policy)) ?? null;
  return {
    of: (series) => find(matchPolicy(series, policies)),
    ofPart: (part) => {
      const named = policies.filter((policy) => mayMatch(policy, part));
      return find(named.sort((a, b) => attributesOf(b) - attributesOf(a))[0] ?? null);
    },
  };
}

function compile(
  policy: Policy,
  zones: readonly string[],
): Omit<CompiledPolicy, "sinceMs" | "verifiedSinceMs"> {
  const windows = createWindows(policy.maintenance);
  const { schedule } = policy;
  return {
    policy,
    zone: zoneOf(policy, zones),
    occurrencesFrom: occurrencesOf(schedule),
    learnedZones: "learned" in schedule ? learnedZonesOf(policy, schedule.zone, zones) : null,
    maintenanceAt: (atMs) => windows(atMs)?.reason ?? null,
  };
}

function occurrencesOf(schedule: Policy["schedule"]): CompiledPolicy["occurrencesFrom"] {
  if ("cron" in schedule) {
    const occurrences = parseCron(schedule.cron, schedule.zone);
    return () => occurrences;
  }
  if ("learned" in schedule) return (anchorMs) => once(anchorMs + UNLEARNED_MS);
  const { every, from } = schedule;
  return (anchorMs) => everyInterval(every, from === undefined ? anchorMs : Date.parse(from));
}

function once(dueMs: number): Occurrences {
  return {
    next: (afterMs) => (afterMs < dueMs ? dueMs : null),
    previous: (atMs) => (atMs < dueMs ? null : dueMs),
  };
}

/** One that the policy names is likelier than another's. */
function learnedZonesOf(policy: Policy, zone: string | undefined, zones: readonly string[]) {
  if (zone !== undefined) return [zone];
  return [...new Set([...zonesOf([policy]), "UTC", ...zones])].slice(0, ZONES_MAX);
}

/** Attributes that the part does not name may be anything. */
function mayMatch({ match }: Policy, part: SeriesPart): boolean {
  const named = SERIES_ATTRIBUTES.filter((attribute) => part[attribute] !== undefined);
  const restricted = Object.fromEntries(
    named.flatMap((attribute) => (match[attribute] ? [[attribute, match[attribute]]] : [])),
  );
  // Only attributes of the restricted match are read, and the part has each of them.
  return specificityOf(restricted, part as Series) !== null;
}

function attributesOf({ match }: Policy): number {
  return Object.keys(match).length;
}
