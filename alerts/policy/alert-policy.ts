import { createWindows } from "../../platform/calendar/create-windows.ts";
import type { Digest, Hours } from "../../schemas/alert-policy.ts";
import type { AlertsConfig } from "../../schemas/alerts.ts";
import { type FindingKind, SEVERITIES, type Severity } from "../../schemas/finding.ts";
import { matchPolicy } from "../../schemas/match-policy.ts";
import type { Match, Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";

const MINUTE_MS = 60_000;

/** Which findings: what is not said may be anything. */
export type FindingMatch = {
  readonly match: Match;
  readonly kinds?: readonly FindingKind[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
};

export type Route = FindingMatch & {
  readonly name: string;
  readonly severities: readonly Severity[];
  readonly hours: Hours | null;
  /** What is no critical is told from so many findings within so long on; null: from the first. */
  readonly repeats: { readonly findings: number; readonly withinMs: number } | null;
  /** The pager that is told, and after it those that are told where it could not be. */
  readonly to: readonly [string, ...string[]];
  readonly goesOn: boolean;
  /** Null: never. */
  readonly remindMs: number | null;
  readonly digest: Digest | null;
  readonly limit: { readonly messages: number; readonly perMs: number };
};

/** When it is open, until when and why; null while it is not. */
export type QuietWindow = FindingMatch & {
  readonly openAt: (atMs: number) => { readonly reason: string; readonly untilMs: number } | null;
};

export type AlertPolicy = {
  readonly routes: readonly Route[];
  readonly windows: readonly QuietWindow[];
  /** So far back routes look for what came before; 0: no route does. */
  readonly repeatsWithinMs: number;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly silenceMaxMs: number;
  /** Who reports a series, where its policy says so. */
  readonly collectorOf: (series: Series) => string | null;
};

type RouteConfig = NonNullable<AlertsConfig["routes"]>[number];

/** The process's own log: a record, from which no silence and no route keeps anything. */
export const RECORD: Route = {
  ...{ name: "log", match: {}, severities: SEVERITIES, hours: null, to: ["log"], goesOn: true },
  ...{ repeats: null, remindMs: null, digest: null, limit: { messages: 100, perMs: MINUTE_MS } },
};

/** What the configuration says of who is told what, and when. */
export function compileAlertPolicy(
  config: AlertsConfig,
  policies: readonly Policy[] = [],
): AlertPolicy {
  const { pagers, routes, maintenance, group, silenceMax } = config;
  return {
    routes: routes
      ? routes.map((route, index) => compileRoute(route, index, config))
      : pagers.map(({ name, severities }) => ({
          ...{ name, match: {}, severities, hours: null, to: [name], goesOn: true },
          repeats: null,
          ...inherit(config),
        })),
    repeatsWithinMs: Math.max(0, ...(routes ?? []).map(({ repeats }) => repeats?.within ?? 0)),
    windows: maintenance.map(({ match, kinds, severities, ...entry }) => ({
      ...{ match, kinds, severities },
      openAt: createWindows([entry]),
    })),
    groupWaitMs: group.wait,
    groupIntervalMs: group.interval,
    silenceMaxMs: silenceMax,
    collectorOf: (series) => matchPolicy(series, policies)?.reportedBy ?? null,
  };
}

function compileRoute(route: RouteConfig, index: number, config: AlertsConfig): Route {
  const { match, kinds, severities, hours = null, repeats } = route;
  return {
    ...{ name: route.name ?? `route ${index + 1}`, match, kinds, severities, hours },
    ...{ to: route.to, goesOn: route.continue },
    repeats: repeats ? { findings: repeats.findings, withinMs: repeats.within } : null,
    ...inherit(config, route),
  };
}

function inherit(config: AlertsConfig, route: Partial<RouteConfig> = {}) {
  const { messages, per } = route.limit ?? config.limit;
  return {
    remindMs: route.remind === undefined ? config.remind : route.remind,
    digest: route.digest ?? config.digest ?? null,
    limit: { messages, perMs: per },
  };
}
