import type { Outcome } from "../pager.ts";
import { plainLine } from "../wording/plain-line.ts";
import type { Exchange } from "./http-client.ts";

const ANSWER_LENGTH_MAX = 200;
/** Statuses of 4xx that may pass: RFC 9110 for 408, RFC 8470 for 425, RFC 6585 for 429. */
const PASSING: readonly number[] = [408, 425, 429];

type Answer = Extract<Exchange, { readonly answered: true }>;

type Options = {
  /** What is wrong with an answer of 2xx, where the receiver says so in its body. */
  readonly faultIn?: (answer: Answer) => string | null;
  /** Whether an answer of 4xx says that the very message or key is refused, now and later. */
  readonly isFinal?: (status: number) => boolean;
};

/** What an exchange came to: 2xx is success unless its body says otherwise. */
export function outcomeOf(exchange: Exchange, options: Options = {}): Outcome {
  if (!exchange.answered) return { sent: false, reason: exchange.reason, retryAfterMs: null };
  const { status, text, retryAfterMs } = exchange;
  if (status >= 200 && status < 300) {
    const fault = options.faultIn?.(exchange) ?? null;
    if (fault === null) return { sent: true };
    return { sent: false, reason: `it answered ${status}, but said: ${fault}`, retryAfterMs };
  }
  const said = plainLine(text, ANSWER_LENGTH_MAX);
  const redirected = status >= 300 && status < 400 ? ", and redirects are not followed" : "";
  const reason = `it answered ${status}${redirected}${said === "" ? "" : `: ${said}`}`;
  const isFinal = (options.isFinal ?? (() => false))(status);
  return { sent: false, reason, retryAfterMs, ...(isFinal && { final: true }) };
}

/** For receivers whose 4xx say that the message, its key or its address will never do. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !PASSING.includes(status);
}
