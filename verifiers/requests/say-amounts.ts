import type { Bilingual } from "../../schemas/bilingual.ts";

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const UNITS = [
  { bytes: 1e12, en: "TB", fr: "To" },
  { bytes: 1e9, en: "GB", fr: "Go" },
  { bytes: 1e6, en: "MB", fr: "Mo" },
  { bytes: 1e3, en: "kB", fr: "ko" },
] as const;

/** `3 h 20 min`, `4 min 5 s`, `1 s`: as long as it is, rounded up to a second. */
export function saySeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / HOUR_S), Math.floor((whole % HOUR_S) / MINUTE_S)];
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  const rest = whole % MINUTE_S;
  if (minutes > 0) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
  return `${rest} s`;
}

/** Three digits and a unit of ten: `81.2 GB`, `81,2 Go`. */
export function sayBytes(bytes: number | string): Bilingual {
  const count = Number(bytes);
  const unit = UNITS.find((one) => count >= one.bytes);
  if (!unit) return { en: `${count} bytes`, fr: `${count} octets` };
  const digits = String(Number((count / unit.bytes).toPrecision(3)));
  return { en: `${digits} ${unit.en}`, fr: `${digits.replace(".", ",")} ${unit.fr}` };
}
