import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Bench } from "./bench.ts";
import type { Seen, Target } from "./start-target.ts";

const STALLED_MS_MAX = 60_000;

type Options = {
  readonly everyMs: number;
  /** Whether all is seen that was waited for. */
  readonly isDone: (seen: Seen, atMs: number) => boolean;
};

/**
 * Looks at the process that is measured again and again, and resolves to the last look; rejects
 * where it makes no more rows.
 */
export async function watchRows(
  { clock, signal }: Bench,
  target: Target,
  { everyMs, isDone }: Options,
): Promise<Seen> {
  let rows = 0;
  let grewAtMs = clock.nowMs();
  for (;;) {
    const seen = await target.look();
    const nowMs = clock.nowMs();
    if (isDone(seen, nowMs)) return seen;
    if (seen.rows > rows) grewAtMs = nowMs;
    if (nowMs - grewAtMs > STALLED_MS_MAX) throw stalledError(seen.rows);
    rows = seen.rows;
    await clock.sleep(everyMs, signal);
  }
}

function stalledError(rows: number): OperatingError {
  return new OperatingError(
    `Cannot go on measuring as no row was added to ${rows} for ${STALLED_MS_MAX / 1_000} s`,
    { retryable: true, hint: "see whether the disk is full, and whether the brokers run" },
  );
}
