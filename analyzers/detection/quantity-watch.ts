import type { Series } from "../../schemas/series.ts";
import { createCompressionWatch } from "../compression/create-compression-watch.ts";
import { createDurationWatch } from "../durations/create-duration-watch.ts";
import type { Run } from "../runs/run.ts";
import type { FullNotes } from "../sizes/full-notes.ts";
import { createSizeWatch } from "../sizes/size-watch.ts";
import { createWarnedWatch } from "../warned/warned-watch.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import type { Memory } from "./memory.ts";
import type { World } from "./world.ts";

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly stuckAtMsOf: (run: Run) => number;
  readonly fulls: FullNotes;
  readonly memory: Memory;
};

/**
 * How large, how long and how well compressed the runs of one series are, and what they warn of,
 * kept judged.
 */
export function createQuantityWatch(watched: Subject) {
  const { world, series, subject, policy, fulls, memory } = watched;
  const minBytes = policy.policy.size?.minBytes ?? null;
  const { zone } = policy;
  const sized = { world, series, subject, zone, minBytes, fulls, memory };
  const sizes = createSizeWatch(sized);
  const compression = createCompressionWatch(watched);
  const durations = createDurationWatch(watched);
  const warned = createWarnedWatch({ series, subject, ledger: world.ledger, memory });

  /** Takes what was heard of a run; its success once as new. */
  function note(run: Run, isSuccessNew: boolean, nowMs: number) {
    if (isSuccessNew) {
      sizes.note(run, nowMs);
      compression.note(run, nowMs);
      warned.note(run, nowMs);
    }
    durations.note(run, isSuccessNew, nowMs);
  }

  return {
    note,
    judgeRunning: durations.judgeRunning,
    learning: sizes.learning,
    baselines: [sizes, compression, durations],
  };
}
