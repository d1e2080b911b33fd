import { sayDuration } from "./say-duration.ts";
import type { Lang } from "./words.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Up to here a smaller unit says more: 36 hours rather than 2 days. */
const UNITS = [
  { unit: "second", ms: 1_000, untilMs: MINUTE_MS },
  { unit: "minute", ms: MINUTE_MS, untilMs: 90 * MINUTE_MS },
  { unit: "hour", ms: HOUR_MS, untilMs: 36 * HOUR_MS },
  { unit: "day", ms: DAY_MS, untilMs: Number.POSITIVE_INFINITY },
] as const;
const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

export type Formats = ReturnType<typeof createFormats>;

/** How instants, spans and sizes read in a language and a zone. Instants come as RFC 3339. */
export function createFormats(lang: Lang, zone: string) {
  const locale = lang === "fr" ? "fr-FR" : "en-GB";
  const inZone = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
  const day = inZone({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const time = inZone({ timeStyle: "medium" });
  const full = inZone({ dateStyle: "full", timeStyle: "long" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "short" });
  return {
    /** "20 Nov, 01:14" */
    instant: (at: string) => day.format(Date.parse(at)),
    /** "01:14:09" */
    time: (at: string) => time.format(Date.parse(at)),
    /** With weekday, year and the zone's name. */
    full: (at: string) => full.format(Date.parse(at)),
    /** "3 hr ago", "in 20 min". */
    relative: (at: string, now: string) => {
      const spanMs = Date.parse(at) - Date.parse(now);
      const { unit, ms } = unitFor(Math.abs(spanMs));
      return relative.format(Math.trunc(spanMs / ms), unit);
    },
    /** "2 hr 5 min" */
    duration: (seconds: number) => sayDuration(seconds, lang),
    /** Decimal units, as storage is sold: "81.2 GB". */
    bytes: (size: number | string) => {
      let value = Number(size);
      let step = 0;
      for (; value >= 999.95 && step < BYTE_UNITS.length - 1; step++) value /= 1_000;
      return number(locale, value, BYTE_UNITS[step] ?? "byte", step === 0 ? 0 : 1);
    },
    count: (count: number) => count.toLocaleString(locale),
  };
}

function unitFor(spanMs: number) {
  return UNITS.find(({ untilMs }) => spanMs < untilMs) ?? UNITS[3];
}

function number(locale: string, value: number, unit: string, digitsMax: number): string {
  const style = { style: "unit", unit, maximumFractionDigits: digitsMax } as const;
  return value.toLocaleString(locale, {
    ...style,
    unitDisplay: unit === "byte" ? "long" : "short",
  });
}
