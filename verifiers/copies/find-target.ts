import type { Store } from "../../platform/store/store.ts";
import type { Series } from "../../schemas/series.ts";
import { readBackups } from "../chains/read-backups.ts";
import { type PresentCopy, readCopies } from "./read-copies.ts";

/** A series, of which the newest run's copy is taken (the primary first), or a copy's address. */
export type Target =
  | { readonly series: Series }
  | {
      readonly uri: string;
      /** Of series of these alone; of all where absent. */
      readonly tenants?: readonly string[] | undefined;
    };

/**
 * The copy that somebody asks to be verified; with `atMs` that of the log which holds the instant,
 * to restore to it. Else why there is none: none was ever observed, or no log holds the instant.
 */
export async function findTarget(
  store: Store,
  target: Target,
  atMs: number | undefined,
): Promise<PresentCopy | "never-observed" | "not-reached"> {
  const [newest] = await readCopies(store, target);
  if (!newest) return "never-observed";
  if (atMs === undefined) return newest;
  return (await findReaching(store, newest.series, atMs)) ?? "not-reached";
}

/** The copy of the first log of a series' asset that began at an instant or later: it holds it. */
async function findReaching(
  store: Store,
  series: Series,
  atMs: number,
): Promise<PresentCopy | null> {
  const backups = await readBackups(store, series);
  const reaching = backups.filter(
    (backup) => backup.series.backupType === "log" && backup.startedAtMs >= atMs,
  );
  const first = reaching.findLast(({ copies }) => copies.length > 0);
  const [copy] = first?.copies ?? [];
  if (!first || !copy) return null;
  const { series: ofLog, runId, startedAtMs: runStartedAtMs } = first;
  return { series: ofLog, runId, runStartedAtMs, copy, lastAttempt: null };
}
