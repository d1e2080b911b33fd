import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Message, Pager, SeriesContext } from "../pager.ts";
import { readContext } from "./read-context.ts";

/**
 * A page that waits for its background is worth less than one that comes without: with twice half a
 * second until it is found and read, it is told within two.
 */
const TIMEOUT_MS = 500;

export type Background = { readonly store: Store; readonly policies: readonly Policy[] };

export type ContextOptions = Background & {
  readonly logger: Logger;
  readonly timeoutMs?: number;
};

/**
 * A pager that tells besides whom a series belongs to and what was last good of it, as is known
 * when it tells; without that where the store does not say so in time.
 */
export function withContext(pager: Pager, options: ContextOptions): Pager {
  return { ...pager, send: async (message) => pager.send(await describe(message, options)) };
}

async function describe(message: Message, options: ContextOptions): Promise<Message> {
  if ("incidents" in message || message.context !== null) return message;
  return { ...message, context: await tellContext(message.finding, options) };
}

/** What is known of a finding's series; null where the store does not say so in time. */
export async function tellContext(
  { series, runId }: Pick<Finding, "series" | "runId">,
  { store, policies, logger, timeoutMs = TIMEOUT_MS }: ContextOptions,
): Promise<SeriesContext | null> {
  if (series === null) return null;
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  try {
    return await Promise.race([readContext(series, runId, { store, policies, signal }), late]);
  } catch (error) {
    if (!(error instanceof OperatingError) && !signal.aborted) throw error;
    logger.warn({ err: error }, "Cannot read what is known of a series, it is told without");
    return null;
  }
}
