import { createHmac } from "node:crypto";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { WebhookConfig } from "../../../schemas/config.ts";
import type { Outcome, Pager } from "../../pager.ts";
import { type Answer, postJson } from "./post-json.ts";
import { resolveTarget } from "./resolve-target.ts";

const TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS_MAX = 3_600;

/**
 * Posts each telling as JSON. Any 2xx is success. All else is tried again until it is given up:
 * even a 404 may be a receiver that is being deployed, and a page is worth a few requests too
 * many.
 */
export function createWebhookPager(
  config: WebhookConfig,
  secret: string | null,
  { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): Pager {
  const url = new URL(config.url);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new OperatingError(`Cannot use pager ${config.name} as its URL is not http or https`, {
      retryable: false,
      hint: "Give `url` of this pager an address that starts with https://",
    });
  }
  return {
    name: config.name,
    severities: config.severities,
    send: async (telling) => {
      const body = JSON.stringify(telling);
      const headers = {
        "Content-Type": "application/json",
        "User-Agent": "vigie",
        "Idempotency-Key": telling.dedupKey,
        "X-Vigie-Dedup-Key": telling.dedupKey,
        ...(secret === null ? {} : { "X-Vigie-Signature": sign(body, secret) }),
      };
      try {
        const target = await resolveTarget(url.hostname, config);
        if (target === null) return refusedAddress(url.hostname);
        const signal = AbortSignal.timeout(timeoutMs);
        return readAnswer(await postJson(url, { headers, body, target, signal }));
      } catch (error) {
        return { sent: false, reason: describe(error, timeoutMs), retryAfterMs: null };
      }
    },
  };
}

/** The value of `X-Vigie-Signature`: HMAC-SHA-256 over the body's bytes. */
function sign(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

function refusedAddress(hostname: string): Outcome {
  const reason = `${hostname} is an address of this machine or of a private network; allowLoopback permits it`;
  return { sent: false, reason, retryAfterMs: null };
}

function readAnswer({ status, retryAfter }: Answer): Outcome {
  if (status >= 200 && status < 300) return { sent: true };
  const seconds = /^[0-9]{1,9}$/.test(retryAfter ?? "") ? Number(retryAfter) : null;
  const retryAfterMs = seconds === null ? null : Math.min(seconds, RETRY_AFTER_SECONDS_MAX) * 1_000;
  return { sent: false, reason: `it answered ${status}`, retryAfterMs };
}

function describe(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return "the request failed";
  if (error.name === "AbortError" || error.name === "TimeoutError") {
    return `it did not answer within ${timeoutMs / 1_000} s`;
  }
  return "code" in error ? `the request failed with ${String(error.code)}` : error.message;
}
