import { Temporal } from "temporal-polyfill";
import { CalendarError } from "./calendar-error.ts";

/** So many spans are remembered per zone: two a year for a thousand years. */
const SPANS_MAX = 2_000;

/**
 * A stretch of time with one offset from UTC: from `fromMs` up to, not including, `toMs`;
 * infinite at the ends.
 */
export type Span = { readonly fromMs: number; readonly toMs: number; readonly offsetMs: number };

/**
 * A time zone of the IANA database. Local times are milliseconds too, as if they were UTC:
 * `localMs = atMs + offsetMs`.
 */
export type Zone = { readonly name: string; readonly spanAt: (atMs: number) => Span };

const zones = new Map<string, Zone>();

/**
 * Throws `CalendarError` where the name is none. The answer is shared, as it remembers the spans
 * that it has seen.
 */
export function openZone(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  if (!isZone(name)) {
    const fault = `${JSON.stringify(name)} is not a zone of the IANA time zone database`;
    throw new CalendarError("zone", fault, nearestZone(name));
  }
  const zone = createZone(name);
  zones.set(name, zone);
  return zone;
}

function isZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function nearestZone(name: string): string {
  const city = name.toLowerCase().split("/").at(-1)?.replaceAll(" ", "_") ?? "";
  const near = Intl.supportedValuesOf("timeZone").find((zone) => {
    const other = zone.toLowerCase().split("/").at(-1) ?? "";
    return city.length >= 4 && (other.startsWith(city.slice(0, 4)) || city.startsWith(other));
  });
  return near ? `did you mean ${near}?` : "write it like Europe/Paris, or UTC";
}

function createZone(name: string): Zone {
  const spans: Span[] = [];
  let latest: Span | undefined;

  return {
    name,
    spanAt: (atMs) => {
      if (latest && latest.fromMs <= atMs && atMs < latest.toMs) return latest;
      const index = spans.findIndex((span) => atMs < span.toMs);
      const found = spans[index];
      latest = found && found.fromMs <= atMs ? found : remember(readSpan(name, atMs));
      return latest;
    },
  };

  function remember(span: Span): Span {
    if (spans.length >= SPANS_MAX) spans.length = 0;
    const index = spans.findIndex((other) => span.fromMs < other.fromMs);
    spans.splice(index < 0 ? spans.length : index, 0, span);
    return span;
  }
}

function readSpan(zone: string, atMs: number): Span {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
  // A transition at the very instant belongs to the span that it begins, so "previous" is asked
  // from the next instant.
  const after = at.add({ nanoseconds: 1 });
  return {
    fromMs: after.getTimeZoneTransition("previous")?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    toMs: at.getTimeZoneTransition("next")?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: at.offsetNanoseconds / 1e6,
  };
}
