import { parseCron } from "./parse-cron.ts";

/** A window opens at each occurrence of its cron and lasts `forMs` of elapsed time. */
type WindowEntry = {
  readonly cron: string;
  readonly zone: string;
  readonly forMs: number;
  readonly reason: string;
};

type OpenWindow = { readonly reason: string; readonly untilMs: number };

/**
 * Tells which window is open at an instant (the one that closes last), or null. A window's last
 * instant is outside it.
 */
export function createWindows(
  entries: readonly WindowEntry[],
): (atMs: number) => OpenWindow | null {
  const windows = entries.map(({ cron, zone, forMs, reason }) => ({
    occurrences: parseCron(cron, zone),
    forMs,
    reason,
  }));
  return (atMs) => {
    let open: OpenWindow | null = null;
    for (const { occurrences, forMs, reason } of windows) {
      const openedMs = occurrences.previous(atMs);
      if (openedMs === null || openedMs + forMs <= atMs) continue;
      if (!open || openedMs + forMs > open.untilMs) open = { reason, untilMs: openedMs + forMs };
    }
    return open;
  };
}
