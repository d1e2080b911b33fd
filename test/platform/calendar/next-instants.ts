import type { Occurrences } from "../../../platform/calendar/calendar.ts";

/** The next due instants as `2024-03-31T01:00Z`. */
export function nextInstants(occurrences: Occurrences, from: string, count: number): string[] {
  const instants: string[] = [];
  let atMs = Date.parse(from);
  while (instants.length < count) {
    const next = occurrences.next(atMs);
    if (next === null) break;
    instants.push(new Date(next).toISOString().replace(":00.000Z", "Z"));
    atMs = next;
  }
  return instants;
}
