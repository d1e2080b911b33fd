import { openZone } from "./open-zone.ts";

const SECOND_MS = 1_000;

/** An instant as the clocks of a zone show it, with its offset: `2024-03-31T03:00:00+02:00`. */
export function localTime(atMs: number, zone: string): string {
  const { offsetMs } = openZone(zone).spanAt(atMs);
  const wall = new Date(atMs + offsetMs).toISOString().replace(/(\.000)?Z$/, "");
  return wall + offsetText(offsetMs);
}

/** Offsets before about 1930 may have seconds; they are shown only then. */
function offsetText(offsetMs: number): string {
  const seconds = Math.abs(offsetMs) / SECOND_MS;
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = seconds % 60 === 0 ? parts.slice(0, 2) : parts;
  const digits = shown.map((part) => String(part).padStart(2, "0"));
  return (offsetMs < 0 ? "-" : "+") + digits.join(":");
}
