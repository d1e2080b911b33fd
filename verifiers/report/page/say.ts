import type { WeekReport } from "../week-report.ts";

type Lang = WeekReport["lang"];

const MONTHS: Readonly<Record<Lang, readonly string[]>> = {
  en: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
  fr: "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".split(" "),
};
/**
 * Written out here and not asked of the runtime, whose words change with its version; a page must
 * stay as it was signed.
 */
const THOUSANDS: Readonly<Record<Lang, string>> = { en: ",", fr: "\u202f" };
const POINT: Readonly<Record<Lang, string>> = { en: ".", fr: "," };
const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];
const NO_BREAK = "\u00a0";
const HOUR_SECONDS = 3_600;
const MINUTE_SECONDS = 60;
const DAY_HOURS = 24;

/** `20 Nov 2026`, from an instant with its offset. */
export function sayDay(local: string, lang: Lang): string {
  const [, year, month, day] = /^(\d+)-(\d\d)-(\d\d)/.exec(local) ?? [];
  return `${Number(day)} ${MONTHS[lang][Number(month) - 1]} ${year}`;
}

/** `20 Nov 2026, 01:14`, as the clocks of the instant's own offset showed it. */
export function sayInstant(local: string, lang: Lang): string {
  return `${sayDay(local, lang)}, ${local.slice(11, 16)}`;
}

/** `12,345` or `12 345`. */
export function sayCount(count: number, lang: Lang): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, THOUSANDS[lang]);
}

/** `2.4 s`, `3 min 20 s`, `4 h 5 min`, `14 d`. */
export function sayDuration(seconds: number, lang: Lang): string {
  if (seconds < MINUTE_SECONDS)
    return `${seconds.toFixed(1).replace(".", POINT[lang])}${NO_BREAK}s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / HOUR_SECONDS);
  const minutes = Math.floor(whole / MINUTE_SECONDS) % 60;
  if (hours === 0) return pair(minutes, "min", whole % 60, "s");
  if (hours < 2 * DAY_HOURS) return pair(hours, "h", minutes, "min");
  const day = lang === "fr" ? "j" : "d";
  return pair(Math.floor(hours / DAY_HOURS), day, hours % DAY_HOURS, "h");
}

function pair(great: number, greatUnit: string, small: number, smallUnit: string): string {
  const words = small === 0 ? [great, greatUnit] : [great, greatUnit, small, smallUnit];
  return words.join(NO_BREAK);
}

/** `99.2 %` or `99,2 %`, to a hundredth of a percent. */
export function sayPercent(share: number, lang: Lang): string {
  const percent = String(Math.round(share * 10_000) / 100).replace(".", POINT[lang]);
  return `${percent}${NO_BREAK}%`;
}

/** `4 TB` or `4 To`, to a tenth. */
export function sayBytes(bytes: number, lang: Lang): string {
  const units = lang === "fr" ? ["o", "ko", "Mo", "Go", "To", "Po"] : BYTE_UNITS;
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const count = String(Math.round((bytes / 1_000 ** power) * 10) / 10).replace(".", POINT[lang]);
  return `${count}${NO_BREAK}${units[power]}`;
}
