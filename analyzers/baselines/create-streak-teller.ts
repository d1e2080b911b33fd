import type { FindingKind } from "../../schemas/finding.ts";
import type { Memory } from "../detection/memory.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Fault } from "../findings/judgement.ts";

/** One run of a series, in the light of one kind of finding. */
export type StreakRun = {
  readonly runId: string;
  /**
   * Strange, with a fault whose `about` is the run's id; as usual; or in between, where it neither
   * goes on with what was strange nor ends it.
   */
  readonly verdict: Fault | "usual" | "doubtful";
  /** With it those before it were taken for the new level. */
  readonly isAdopted: boolean;
  /** It was judged now; of others only the streak that they are in counts. */
  readonly isNews: boolean;
};

type Options = {
  readonly kind: FindingKind;
  readonly subject: string;
  readonly ledger: Ledger;
  readonly resolutions: {
    readonly ownUsual: string;
    readonly nextUsual: string;
    readonly adopted: string;
  };
  readonly memory: Memory;
};

/** Strange runs in a row, by the first of them; without its fault where that was long ago. */
type Streak = { readonly runIds: readonly string[]; readonly fault: Fault | null };

/**
 * Tells strange runs in a row as one finding, of the first of them; a usual run resolves it, so
 * that one fault is told once.
 */
export function createStreakTeller({ kind, subject, ledger, resolutions, memory }: Options) {
  /** Runs with an open finding, oldest first. */
  const streaks = memory.of(kind, (): { open: readonly string[] } => ({ open: [] }));

  /** Takes the last runs in order, so that any order of hearing ends the same. */
  function tell(runs: readonly StreakRun[], nowMs: number) {
    const ids = new Set(runs.map(({ runId }) => runId));
    const older = streaks.open.filter((runId) => !ids.has(runId));
    let streak: Streak | null = older.length > 0 ? { runIds: older, fault: null } : null;
    for (const { runId, verdict, isAdopted, isNews } of runs) {
      const fault = typeof verdict === "string" ? null : verdict;
      if (isNews && !fault) clear(runId, resolutions.ownUsual, nowMs);
      if (isNews && fault && streak) clear(runId, "one with the run before", nowMs);
      if (fault) streak ??= { runIds: [runId], fault };
      if (verdict !== "usual" && !(fault && isAdopted)) continue;
      if (isNews) end(streak, fault ? resolutions.adopted : resolutions.nextUsual, nowMs);
      streak = null;
    }
    if (streak?.fault) ledger.settle({ verdict: "found", fault: streak.fault }, nowMs);
    streaks.open = streak?.runIds ?? [];
  }

  function end(streak: Streak | null, resolution: string, nowMs: number) {
    if (streak?.fault) ledger.settle({ verdict: "over", fault: streak.fault, resolution }, nowMs);
    else for (const runId of streak?.runIds ?? []) clear(runId, resolution, nowMs);
  }

  function clear(about: string, resolution: string, nowMs: number) {
    ledger.settle({ verdict: "clear", matter: { kind, subject, about }, resolution }, nowMs);
  }

  return { tell, isOpen: () => streaks.open.length > 0 };
}
