import { median } from "simple-statistics";
import type { Occurrences } from "../../platform/calendar/calendar.ts";
import type { Arrival } from "./learn-schedule.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MAD_TO_SIGMA = 1.4826;

/** So many runs show what is usual now. */
const RECENT_MAX = 14;
const SIGMAS = 6;
const SPREAD_FLOOR_MS = 5 * MINUTE_MS;
const BEYOND_LATEST_MS = 10 * MINUTE_MS;
/** An hour at most: clocks change by so much, and the zone may not be known yet. */
const GRACE_MS = { min: 10 * MINUTE_MS, max: HOUR_MS };
const GRACE_SHARE = 0.25;
/** What ends later than that is missing a little later: within two hours of its usual end. */
const MISSING_SHARE = 0.75;
/** So much earlier than usual, an hour of changed clocks included, still belongs to its slot. */
const EARLY_MS = 75 * MINUTE_MS;
const EARLY_SHARE_MAX = 0.4;

/** In milliseconds, as a policy would say them; and how far begins usually stray. */
export type LearnedBounds = {
  readonly early: number;
  readonly startWithin: number;
  readonly finishWithin: number;
  readonly spreadMs: number;
};

/**
 * How early, late and long runs may be by what the last ones did: six times their spread, a little
 * more than the latest but one (one bad day teaches nothing), and never less than an hour, or a
 * quarter of a shorter cadence.
 */
export function learnBounds(arrivals: readonly Arrival[], occurrences: Occurrences, gapMs: number) {
  const recent = arrivals.slice(-RECENT_MAX).map(({ beganAtMs, finishedAtMs }) => {
    const dueMs = occurrences.previous(beganAtMs + gapMs / 2) ?? beganAtMs;
    return { beganMs: beganAtMs - dueMs, lastedMs: finishedAtMs - beganAtMs };
  });
  const begins = recent.map(({ beganMs }) => beganMs).filter((ms) => Math.abs(ms) <= gapMs / 2);
  const spans = begins.length > 0 ? begins : [0];
  const graceMs = Math.min(GRACE_MS.max, Math.max(GRACE_MS.min, GRACE_SHARE * gapMs));
  const spreadMs = spread(spans, Math.min(SPREAD_FLOOR_MS, gapMs / 24));
  const startMs = straysBy(spans, spreadMs, gapMs);
  const startWithin = roundUp(Math.min(gapMs, Math.max(startMs, graceMs) + graceMs / 4));
  const earlyMs = straysBy(
    spans.map((ms) => -ms),
    spreadMs,
    gapMs,
  );
  return {
    early: Math.min(EARLY_SHARE_MAX * gapMs, Math.max(EARLY_MS, earlyMs)),
    startWithin,
    finishWithin: Math.max(startWithin, finishWithin(recent, graceMs)),
    spreadMs: Math.round(spreadMs),
  };
}

type Recent = { readonly beganMs: number; readonly lastedMs: number };

function straysBy(spans: readonly number[], spreadMs: number, gapMs: number): number {
  return Math.max(SIGMAS * spreadMs, latest(spans) + BEYOND_LATEST_MS * scale(gapMs));
}

function finishWithin(recent: readonly Recent[], graceMs: number): number {
  const ends = recent.map(({ beganMs, lastedMs }) => beganMs + lastedMs);
  const usualMs = median(ends);
  const lastedMs = median(recent.map((run) => run.lastedMs));
  const endMs = Math.max(
    usualMs + SIGMAS * spread(ends, 0),
    latest(ends) + graceMs / 4,
    usualMs + Math.max(graceMs, lastedMs),
  );
  return roundUp(endMs + MISSING_SHARE * graceMs);
}

function spread(values: readonly number[], floorMs: number): number {
  const middle = median([...values]);
  return Math.max(floorMs, MAD_TO_SIGMA * median(values.map((value) => Math.abs(value - middle))));
}

/** The latest but one, as soon as there are enough. */
function latest(values: readonly number[]): number {
  const descending = [...values].sort((a, b) => b - a);
  return descending[values.length >= RECENT_MAX / 2 ? 1 : 0] ?? 0;
}

function scale(gapMs: number): number {
  return Math.min(1, gapMs / (4 * HOUR_MS));
}

/** To whole five minutes, so that bounds do not change with each run. */
function roundUp(ms: number): number {
  return Math.ceil(ms / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
}
