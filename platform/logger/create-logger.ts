import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger } from "pino";

type Options = { readonly level: string; readonly destination: DestinationStream };

/**
 * JSON lines, for standard error. Secrets never reach it: what carries one is not passed to a
 * logger.
 */
export function createLogger({ level, destination }: Options): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
