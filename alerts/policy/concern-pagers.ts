import { type Finding, SEVERITIES, type Severity } from "../../schemas/finding.ts";
import { SERIES_ATTRIBUTES, type Series } from "../../schemas/series.ts";
import { isAboutPager } from "../delivery/is-about-pager.ts";
import type { AlertPolicy, Route } from "./alert-policy.ts";
import { findMute, type Mute } from "./find-mute.ts";
import type { Subject } from "./match-finding.ts";
import { routeFinding } from "./route-finding.ts";
import type { Silence } from "./silence.ts";

/** A pager that is to know of an incident, and what of it is muted there. */
export type PagerConcern = {
  readonly pager: string;
  /** That of the worst finding; of equals the earlier one. */
  readonly route: Route;
  /** Of what is not muted; where all is, of all. */
  readonly severity: Severity;
  /** The ids of the same findings, the leading one first. */
  readonly findings: readonly string[];
  /** What keeps all of it from being told; null where something may be. */
  readonly mute: Mute | null;
  /** When the first of what is muted may be told; null where nothing is. */
  readonly unmutedAtMs: number | null;
};

type Concerning = Subject & Pick<Finding, "id" | "openedAt" | "evidence">;
type Quiet = Pick<AlertPolicy, "routes" | "windows"> & {
  readonly silences: readonly Silence[];
  /** What tells a pager of a finding in its place; null where nothing does. */
  readonly standIn?: (finding: Concerning, pager: string) => Mute | null;
};
type Way = {
  readonly routes: readonly { readonly route: Route; readonly rank: number }[];
  readonly mute: Mute | null;
};
/** A finding that has come to a pager by a route. */
type Arrival = Omit<Way, "routes"> & {
  readonly finding: string;
  readonly severity: Severity;
  readonly route: Route;
  readonly rank: number;
};

/**
 * Whom the open findings of an incident, given as they lead it, concern. Each goes its way by
 * itself, so that nobody who asked for one misses it; a pager that several ways reach is told once.
 * What is about no series goes the ways of those that are.
 */
export function concernPagers(
  open: readonly Concerning[],
  quiet: Quiet,
  nowMs: number,
): readonly PagerConcern[] {
  const wayOf = createWays(quiet, nowMs);
  const placesOf = listPlaces(open, quiet);
  const reached = new Map<string, Arrival[]>();
  for (const finding of open) {
    const { id, severity } = finding;
    for (const series of placesOf(finding)) {
      const repeatsMs = finding.series === null ? null : (finding.repeatsMs ?? []);
      const { routes, mute } = wayOf({ ...finding, series, repeatsMs });
      for (const { route, rank } of routes) {
        const [pager, ...others] = route.to.filter((name) => !isAboutPager(finding, name));
        if (pager === undefined) continue;
        const to = [pager, ...others] as const;
        const kept = mute ?? quiet.standIn?.(finding, pager) ?? null;
        const arrival = { finding: id, severity, mute: kept, route: { ...route, to }, rank };
        const arrivals = reached.get(pager);
        if (arrivals) arrivals.push(arrival);
        else reached.set(pager, [arrival]);
      }
    }
  }
  return [...reached].map(([pager, arrivals]) => ({ pager, ...weigh(arrivals) }));
}

function weigh(arrivals: readonly Arrival[]): Omit<PagerConcern, "pager"> {
  const audible = arrivals.filter(({ mute }) => mute === null);
  const told = audible.length > 0 ? audible : arrivals;
  const mutes = arrivals.flatMap(({ mute }) => mute ?? []);
  const soonest = mutes.toSorted((one, other) => one.untilMs - other.untilMs)[0] ?? null;
  const { severity, route } = told.reduce((best, one) => (isBefore(one, best) ? one : best));
  return {
    ...{ route, severity },
    findings: [...new Set(told.map(({ finding }) => finding))],
    mute: audible.length > 0 ? null : soonest,
    unmutedAtMs: soonest?.untilMs ?? null,
  };
}

/** The worse; of equals what comes by the earlier route. */
function isBefore(one: Arrival, other: Arrival): boolean {
  const worse = SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
  return worse < 0 || (worse === 0 && one.rank < other.rank);
}

/** Where a finding goes: from its own series, or from each of the incident's where it has none. */
function listPlaces(open: readonly Concerning[], quiet: Quiet) {
  const placeOf = createClasses(quiet);
  const places = new Map(open.flatMap(({ series }) => (series ? [[placeOf(series), series]] : [])));
  const everywhere = places.size > 0 ? [...places.values()] : [null];
  return ({ series }: Concerning): readonly (Series | null)[] => (series ? [series] : everywhere);
}

/** Ways of findings at an instant; those that no rule tells apart are asked for once. */
function createWays(quiet: Quiet, nowMs: number): (subject: Subject) => Way {
  const placeOf = createClasses(quiet);
  const ways = new Map<string, Way>();
  return (subject) => {
    const { kind, severity, series, repeatsMs = [] } = subject;
    const key = `${kind}\n${severity}\n${repeatsMs}\n${series && placeOf(series)}`;
    const known = ways.get(key);
    if (known) return known;
    const passages = routeFinding(quiet.routes, subject, nowMs);
    const way = {
      routes: passages.flatMap(({ route, matched }, rank) => (matched ? [{ route, rank }] : [])),
      mute: findMute(quiet, subject, nowMs),
    };
    ways.set(key, way);
    return way;
  };
}

/** Of a series what some rule looks at. */
function createClasses({ routes, windows, silences }: Quiet): (series: Series) => string {
  const matches = [...routes, ...windows, ...silences].map(({ match }) => match);
  const named = SERIES_ATTRIBUTES.filter((one) => matches.some((match) => match[one]));
  return (series) => JSON.stringify(named.map((attribute) => series[attribute]));
}
