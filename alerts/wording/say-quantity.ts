import { localTime } from "../../platform/calendar/local-time.ts";
import type { Lang } from "./words.ts";

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In which language, and by the clocks of which zone. */
export type Speech = { readonly lang: Lang; readonly zone: string };

/** What a number or text of a finding's evidence stands for. */
export type Quantity = "instant" | "bytes" | "milliseconds" | "seconds" | "count" | "share";

/** A value of a finding's evidence as people read it; null where it is none of that sort. */
export function sayQuantity(value: unknown, quantity: Quantity, speech: Speech): string | null {
  if (quantity === "instant") return typeof value === "string" ? sayInstant(value, speech) : null;
  const number = typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return null;
  switch (quantity) {
    case "bytes":
      return sayBytes(number, speech);
    case "milliseconds":
      return sayDuration(number, speech);
    case "seconds":
      return sayDuration(number * SECOND_MS, speech);
    case "count":
      return plainSpaces(number.toLocaleString(speech.lang));
    case "share":
      return plainSpaces(
        number.toLocaleString(speech.lang, { style: "percent", maximumSignificantDigits: 2 }),
      );
  }
}

/** `2026-11-20 01:00 (Europe/Paris)`; null for what is no instant. */
export function sayInstant(instant: string, { zone }: Speech): string | null {
  const atMs = Date.parse(instant);
  if (!Number.isFinite(atMs)) return null;
  const local = localTime(atMs, zone);
  return `${local.slice(0, 10)} ${local.slice(11, 16)} (${zone})`;
}

function sayBytes(bytes: number, { lang }: Speech): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  const format = new Intl.NumberFormat(lang, {
    style: "unit",
    unit: BYTE_UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumSignificantDigits: 3,
  });
  return plainSpaces(format.format(bytes / 1_000 ** power));
}

/** The two largest units. */
function sayDuration(durationMs: number, { lang }: Speech): string {
  const unit = durationMs >= DAY_MS ? HOUR_MS : durationMs >= HOUR_MS ? MINUTE_MS : SECOND_MS;
  const ms = Math.round(durationMs / unit) * unit;
  const parts = {
    days: Math.floor(ms / DAY_MS),
    hours: Math.floor(ms / HOUR_MS) % 24,
    minutes: Math.floor(ms / MINUTE_MS) % 60,
    seconds: Math.floor(ms / SECOND_MS) % 60,
  };
  const said = new Intl.DurationFormat(lang, { style: "short" }).format(parts);
  return plainSpaces(said === "" ? "0 s" : said);
}

/** Unbreakable spaces are more than some pagers can carry. */
function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, " ");
}
