import type { Clock } from "../../platform/clock/clock.ts";
import { keepEmbeddedLog } from "../../platform/log/keep-embedded-log.ts";
import type { LogConnection } from "../../platform/log/open-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { type Config, LOG_KEEP_MS } from "../../schemas/config.ts";

type Options = {
  readonly keep: Config["log"]["keep"];
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Trims the embedded log, and tells what it may still take; null where brokers keep it. */
export function keepLog(connection: LogConnection, { keep, clock, logger }: Options) {
  if (connection.kind !== "embedded") return null;
  const { directory } = connection;
  return keepEmbeddedLog({
    ...{ directory, clock, logger },
    ...{ keepMs: keep, keepUnsaidMs: LOG_KEEP_MS },
  });
}
