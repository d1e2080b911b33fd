import { createHash } from "node:crypto";

/** Longer than an attempt may take, so that an attempt under way is never overtaken by the next. */
const FIRST_DELAY_MS = 15_000;
const DELAY_MS_MAX = 5 * 60_000;
/** A tenth more at most, so that what failed together is not tried again together. */
const JITTER_SHARE = 0.1;

/**
 * How long to wait after attempt number `attempt` (from 1): doubling, bounded, with a jitter that
 * follows from the key.
 */
export function backOffMs(key: string, attempt: number): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), DELAY_MS_MAX);
  const draw = createHash("sha256").update(`${key}\n${attempt}`).digest().readUInt32BE() / 2 ** 32;
  return Math.round(delayMs * (1 + JITTER_SHARE * draw));
}
