import { localTime } from "./local-time.ts";
import { parseCron } from "./parse-cron.ts";

/**
 * A window opens at each occurrence of its cron and lasts `for` milliseconds of elapsed time, or is
 * a whole local day: `2026-12-25`, or `12-25` of each year.
 */
type WindowEntry = {
  readonly zone: string;
  readonly reason: string;
} & ({ readonly cron: string; readonly for: number } | { readonly dates: readonly string[] });

type OpenWindow = { readonly reason: string; readonly untilMs: number };

/**
 * Tells which window is open at an instant (the one that closes last), or null. A window's last
 * instant is outside it.
 */
export function createWindows(
  entries: readonly WindowEntry[],
): (atMs: number) => OpenWindow | null {
  const windows = entries.map((entry) => ({ reason: entry.reason, untilAt: createUntil(entry) }));
  return (atMs) => {
    let open: OpenWindow | null = null;
    for (const { reason, untilAt } of windows) {
      const untilMs = untilAt(atMs);
      if (untilMs !== null && (!open || untilMs > open.untilMs)) open = { reason, untilMs };
    }
    return open;
  };
}

/** Gives when the window closes that is open at an instant; null where none is. */
function createUntil(entry: WindowEntry): (atMs: number) => number | null {
  if ("dates" in entry) return untilMidnight(entry.dates, entry.zone);
  const occurrences = parseCron(entry.cron, entry.zone);
  return (atMs) => {
    const openedMs = occurrences.previous(atMs);
    return openedMs === null || openedMs + entry.for <= atMs ? null : openedMs + entry.for;
  };
}

function untilMidnight(dates: readonly string[], zone: string): (atMs: number) => number | null {
  const named = new Set(dates);
  const midnights = parseCron("0 0 * * *", zone);
  return (atMs) => {
    const date = localTime(atMs, zone).slice(0, "2026-12-25".length);
    const isNamed = named.has(date) || named.has(date.slice("2026-".length));
    return isNamed ? midnights.next(atMs) : null;
  };
}
