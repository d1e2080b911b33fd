import type { Lang } from "./words.ts";

/** Seconds of each, and from how many on it is said in them: 26 hours rather than a day and 2. */
const UNITS = [
  { unit: "day", length: 86_400, from: 129_600 },
  { unit: "hour", length: 3_600, from: 3_600 },
  { unit: "minute", length: 60, from: 60 },
] as const;

/** A duration by its two largest units: "41.8 sec", "2 hr 5 min", "3 days". */
export function sayDuration(seconds: number, lang: Lang): string {
  const locale = lang === "fr" ? "fr-FR" : "en-GB";
  const say = (value: number, unit: string, digits = 0) =>
    value.toLocaleString(locale, {
      ...{ style: "unit", unit, unitDisplay: "short" },
      maximumFractionDigits: digits,
    });
  const index = UNITS.findIndex(({ from }) => seconds >= from);
  const found = UNITS[index];
  if (!found) return say(seconds, "second", seconds < 10 ? 1 : 0);
  const { unit, length } = found;
  const { unit: smaller, length: part } = UNITS[index + 1] ?? { unit: "second", length: 1 };
  const rest = Math.floor((seconds % length) / part);
  const most = say(Math.floor(seconds / length), unit);
  return rest === 0 ? most : `${most} ${say(rest, smaller)}`;
}
