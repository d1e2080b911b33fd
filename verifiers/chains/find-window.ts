import type { Backup } from "./backup.ts";
import type { InstantWindow } from "./draw-instant.ts";

/** Jobs may tell whole seconds. */
const SECOND_MS = 1_000;

/**
 * The instants within the last log of a chain: after what it is applied to had ended, until it
 * began itself. Null where the chain does not end in a log.
 */
export function findWindow(chain: readonly Backup[]): InstantWindow | null {
  const own = chain.at(-1);
  if (own?.series.backupType !== "log") return null;
  const endedMs = Math.max(...chain.slice(0, -1).map(({ finishedAtMs }) => finishedAtMs));
  return { fromMs: endedMs + SECOND_MS, untilMs: own.startedAtMs };
}
