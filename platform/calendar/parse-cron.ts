import type { Occurrences } from "./calendar.ts";
import { nextLocal, previousLocal } from "./local-slots.ts";
import { openZone, type Zone } from "./open-zone.ts";
import { type Cron, readCron } from "./read-cron.ts";

const DAY_MS = 86_400_000;
const HORIZON_MS = 8 * 366 * DAY_MS;

/**
 * Due instants of a cron in a zone; throws `CalendarError` in the name of the field that is wrong.
 * Where minute and hour are fixed, each wall time is due once: at the first instant at which the
 * local clock shows it or, where it skips it, more. Where either is a star or a step of one, every
 * instant whose wall time matches is due.
 */
export function parseCron(expression: string, zone: string): Occurrences {
  const cron = readCron(expression);
  const opened = openZone(zone);
  return cron.followsElapsed ? everyMatch(cron, opened) : oncePerWallTime(cron, opened);
}

function everyMatch(cron: Cron, zone: Zone): Occurrences {
  return {
    next: (afterMs) => {
      let span = zone.spanAt(afterMs);
      let localMs = nextLocal(cron, afterMs + span.offsetMs);
      while (localMs !== null && localMs - span.offsetMs >= span.toMs) {
        if (span.toMs > afterMs + HORIZON_MS) return null;
        span = zone.spanAt(span.toMs);
        localMs = nextLocal(cron, span.fromMs + span.offsetMs - 1);
      }
      return localMs === null ? null : localMs - span.offsetMs;
    },
    previous: (atMs) => {
      let span = zone.spanAt(atMs);
      let localMs = previousLocal(cron, atMs + span.offsetMs);
      while (localMs !== null && localMs - span.offsetMs < span.fromMs) {
        if (span.fromMs < atMs - HORIZON_MS) return null;
        const endMs = span.fromMs - 1;
        span = zone.spanAt(endMs);
        localMs = previousLocal(cron, endMs + span.offsetMs);
      }
      return localMs === null ? null : localMs - span.offsetMs;
    },
  };
}

function oncePerWallTime(cron: Cron, zone: Zone): Occurrences {
  return {
    next: (afterMs) => {
      const localMs = nextLocal(cron, latestShown(zone, afterMs));
      return localMs === null ? null : firstShown(zone, localMs);
    },
    previous: (atMs) => {
      const localMs = previousLocal(cron, latestShown(zone, atMs));
      return localMs === null ? null : firstShown(zone, localMs);
    },
  };
}

/**
 * The latest wall time that the zone's clocks have shown up to `atMs`: more than now where they
 * were put back within the last day.
 */
function latestShown(zone: Zone, atMs: number): number {
  let span = zone.spanAt(atMs);
  let latestMs = atMs + span.offsetMs;
  while (span.fromMs > atMs - DAY_MS) {
    const endMs = span.fromMs - 1;
    span = zone.spanAt(endMs);
    latestMs = Math.max(latestMs, endMs + span.offsetMs);
  }
  return latestMs;
}

/**
 * The first instant at which the zone's clocks show `localMs` or more. No offset from UTC reaches
 * a day.
 */
function firstShown(zone: Zone, localMs: number): number {
  let span = zone.spanAt(localMs - DAY_MS);
  while (localMs - span.offsetMs >= span.toMs) span = zone.spanAt(span.toMs);
  return Math.max(span.fromMs, localMs - span.offsetMs);
}
