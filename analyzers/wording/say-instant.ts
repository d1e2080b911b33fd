import { localTime } from "../../platform/calendar/local-time.ts";

/** An instant as the clocks of the policy's zone show it: `2026-11-20 01:00 (Europe/Paris)`. */
export function sayInstant(atMs: number, zone: string): string {
  const local = localTime(atMs, zone);
  return `${local.slice(0, 10)} ${local.slice(11, 16)} (${zone})`;
}
