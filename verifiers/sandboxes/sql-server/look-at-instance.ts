import type { Clock } from "../../../platform/clock/clock.ts";
import { askInstance } from "./ask-instance.ts";
import { readFreeBytes } from "./read-free-bytes.ts";
import { type Instance, readInstance } from "./read-instance.ts";
import type { Directories } from "./restore-statements.ts";
import { Session, type SqlServerConnection } from "./session.ts";
import { startTimeBudget } from "./time-budget.ts";

const MS_MAX = 30_000;

type Options = {
  readonly connection: SqlServerConnection;
  readonly directories: Directories;
  readonly clock: Clock;
};

/**
 * Whether restores could go to an instance, without any. Rejects with `OperatingError` as they
 * would; `freeBytes` is null where the instance does not say.
 */
export async function lookAtInstance(
  options: Options,
): Promise<{ readonly instance: Instance; readonly freeBytes: number | null }> {
  const { connection, directories, clock } = options;
  const { signal, stop } = startTimeBudget(clock, MS_MAX);
  try {
    await using session = await Session.open(connection);
    return await askInstance(async () => {
      const instance = await readInstance(session, signal);
      return { instance, freeBytes: await readFreeBytes(session, directories.data, signal) };
    });
  } finally {
    stop();
  }
}
