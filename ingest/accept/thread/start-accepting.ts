import type { Clock } from "../../../platform/clock/clock.ts";
import { embeddedLogFile } from "../../../platform/log/embedded-log-file.ts";
import { createAppendSeconds } from "../../../platform/log/measure-log.ts";
import type { Logger } from "../../../platform/logger/create-logger.ts";
import { startCheckpoints } from "../../../platform/sqlite/start-checkpoints.ts";
import { NO_TELEMETRY, type Telemetry } from "../../../platform/telemetry/telemetry.ts";
import type { Acceptor } from "../acceptance.ts";
import { guardTaking } from "../guard-taking.ts";
import type { Orders } from "./orders.ts";
import { type AcceptingThread, startThread } from "./start-thread.ts";

/** Of the thread's JavaScript: what waits is bounded, and takes some times its bytes. */
const HEAP_MB_MAX = 1_024;

type Options = Orders & {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry?: Telemetry;
  readonly heapMbMax?: number;
};

export type Accepting = Acceptor & {
  /** What was brought before is answered first, and taken unless that fails or takes long. */
  readonly stop: () => Promise<void>;
};

/**
 * The one way into `vigie.events`, on a thread beside this one, with connections of its own to log
 * and state: judging and writing are most of what the intake does, and the disk is waited for
 * there. Should the thread die, what it had is not acknowledged, and another is started.
 */
export async function startAccepting(options: Options): Promise<Accepting> {
  const { log, state, aheadMaxMs, identitiesKeptMs, clock, logger } = options;
  const { telemetry = NO_TELEMETRY, heapMbMax = HEAP_MB_MAX } = options;
  const appendSeconds = createAppendSeconds(telemetry.meter);
  const start = () =>
    startThread({
      orders: { log, state, aheadMaxMs, identitiesKeptMs },
      heapMbMax,
      appended: (topic, seconds) => appendSeconds.record(seconds, { topic }),
      died: (error) => {
        current = null;
        logger.error({ err: error }, "The thread that takes events has died; another is started");
      },
    });
  let current: Promise<AcceptingThread> | null = start();
  await current;
  const checkpoints = startCheckpoints(sqliteFiles(options), logger);

  const { accept } = guardTaking(
    async (taken) => {
      current ??= start();
      const starting = current;
      const thread = await starting.catch((error: unknown) => {
        if (current === starting) current = null;
        throw error;
      });
      return thread.take(taken);
    },
    { clock, telemetry },
  );
  return {
    accept,
    stop: async () => {
      const thread = await current?.catch(() => null);
      await thread?.stop();
      await checkpoints.stop();
    },
  };
}

function sqliteFiles({ log, state }: Pick<Orders, "log" | "state">): readonly string[] {
  return [
    ...(log.kind === "embedded" ? [embeddedLogFile(log.directory)] : []),
    ...(state.kind === "sqlite" ? [state.file] : []),
  ];
}
