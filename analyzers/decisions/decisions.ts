import type { About, Decision } from "../../schemas/decision.ts";
import { specificityOf } from "../../schemas/match-policy.ts";
import type { Match } from "../../schemas/policy.ts";
import {
  SERIES_ATTRIBUTES,
  type Series,
  type SeriesPart,
  seriesKey,
} from "../../schemas/series.ts";
import { createMemory, type Memory } from "../detection/memory.ts";
import { PASS_OVER_UNTOLD, type PassOver } from "../passed-over/passed-over.ts";
import { createSeriesDecisions, NO_DECISIONS, type SeriesDecisions } from "./series-decisions.ts";

/** Of more, the ones heard first are forgotten. */
const OF_ONE_SERIES_MAX = 1_000;
const SERIES_MAX = 100_000;
const MATCHES_MAX = 10_000;

/** All that people have decided. */
export type Decisions = {
  /** False where it is known already. */
  readonly note: (decision: Decision) => boolean;
  /** Of a series, or of a part of one: what is about all that it may be. `key` is its own. */
  readonly of: (part: SeriesPart, key: string) => SeriesDecisions;
};

export function createDecisions(
  memory: Memory = createMemory(),
  passOver: PassOver = PASS_OVER_UNTOLD,
): Decisions {
  const bySeries = memory.of("bySeries", () => new Map<string, Decision[]>());
  const byMatch = memory.of("byMatch", (): Decision[] => []);
  /** People decide a few times a day, detectors ask thousands of times a second. */
  const worked = new Map<string, SeriesDecisions>();

  function note(decision: Decision): boolean {
    const about = aboutOf(decision);
    if (about === null) return true;
    const list = "match" in about ? byMatch : open(seriesKey(about.series));
    if (list.some(({ id }) => id === decision.id)) return false;
    list.push(decision);
    const isFull = list.length > (list === byMatch ? MATCHES_MAX : OF_ONE_SERIES_MAX);
    const forgotten = isFull ? list.shift() : null;
    if (forgotten) passOver("decisions", "match" in about ? forgotten.id : seriesKey(about.series));
    worked.clear();
    return true;
  }

  function open(key: string): Decision[] {
    const list = bySeries.get(key) ?? [];
    bySeries.set(key, list);
    const [oldest] = bySeries.keys();
    if (bySeries.size <= SERIES_MAX || oldest === undefined) return list;
    passOver("decisions", oldest, bySeries.get(oldest)?.length);
    bySeries.delete(oldest);
    return list;
  }

  function of(part: SeriesPart, key: string): SeriesDecisions {
    const own = bySeries.get(key);
    if (!own && byMatch.length === 0) return NO_DECISIONS;
    const before = worked.get(key);
    if (before) return before;
    const all = [...(own ?? []), ...byMatch.filter((decision) => isAbout(decision, part))];
    const decisions = all.length === 0 ? NO_DECISIONS : createSeriesDecisions(all);
    worked.set(key, decisions);
    return decisions;
  }

  return { note, of };
}

/** Null where it is about a finding of no series, or about what people are told. */
export function aboutOf(decision: Decision): About | null {
  if ("about" in decision) return decision.about;
  if ("series" in decision) return { series: decision.series };
  if (!("finding" in decision)) return null;
  return decision.finding.series && { series: decision.finding.series };
}

function isAbout(decision: Decision, part: SeriesPart): boolean {
  const about = aboutOf(decision);
  return about !== null && "match" in about && matchesAll(about.match, part);
}

/** Whether a match holds for every series that a part may be. */
function matchesAll(match: Match, part: SeriesPart): boolean {
  if (SERIES_ATTRIBUTES.some((name) => match[name] !== undefined && part[name] === undefined))
    return false;
  // Only attributes of the match are read, and the part has each of them.
  return specificityOf(match, part as Series) !== null;
}
