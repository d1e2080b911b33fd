const SECOND_MS = 1_000;
const RETRY_AFTER_MS_MAX = 3_600 * SECOND_MS;

/**
 * How long a receiver asks to be left alone, within bounds: seconds or an HTTP date (RFC 9110,
 * 10.2.3). Null where it asks nothing, or nothing that can be understood.
 */
export function readRetryAfter(value: string | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? "";
  if (/^[0-9]{1,9}$/.test(text)) return Math.min(Number(text) * SECOND_MS, RETRY_AFTER_MS_MAX);
  const atMs = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(atMs)) return null;
  return Math.min(Math.max(atMs - nowMs, 0), RETRY_AFTER_MS_MAX);
}
