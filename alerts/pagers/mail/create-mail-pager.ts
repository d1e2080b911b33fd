import type { MailConfig } from "../../../schemas/pagers/mail.ts";
import type { Message, Outcome, Pager, Telling } from "../../pager.ts";
import { wordMessage } from "../../wording/word-message.ts";
import type { PagerContext } from "../pager-context.ts";
import { createReached } from "./create-reached.ts";
import { openTransport } from "./open-transport.ts";
import { type Failure, readFailure } from "./read-failure.ts";
import { renderMail } from "./render-mail.ts";

/** Of all that an attempt does, so that it ends before the next one may begin. */
const TIMEOUT_MS = 10_000;

type Options = { readonly timeoutMs?: number };

/**
 * Sends each recipient a message of his own, as text and HTML. Those who were reached are not
 * written to again while others still have to be; an address that the server refuses for good holds
 * up nobody: somebody was told as long as one was.
 */
export function createMailPager(
  config: MailConfig,
  context: PagerContext,
  { timeoutMs = TIMEOUT_MS }: Options = {},
): Pager {
  const transport = openTransport(config, context, timeoutMs);
  const reached = createReached();

  async function send(message: Message): Promise<Outcome> {
    const missing = config.to.filter((one) => !reached.has(message.dedupKey, one));
    const failures = await Promise.all(missing.map((to) => sendTo(to, message)));
    const failed = failures.filter((failure) => failure !== null);
    if (failed.every(({ final }) => final) && failed.length < config.to.length)
      return { sent: true };
    const [first] = failed.filter(({ final }) => !final);
    if (first !== undefined) return { sent: false, reason: first.reason, retryAfterMs: null };
    return { sent: false, reason: failed[0]?.reason ?? "", retryAfterMs: null, final: true };
  }

  async function sendTo(to: string, message: Message): Promise<Failure | null> {
    const speech = { lang: config.lang ?? context.lang, zone: context.zone };
    const link = asksForSomebody(message)
      ? (context.signLink?.(message.incident.id, to) ?? null)
      : null;
    const mail = renderMail(wordMessage(message, speech), message, {
      ...{ to, from: config.from, lang: speech.lang, acknowledgeUrl: link },
      sentAt: new Date(context.clock.nowMs()),
    });
    try {
      await transport.sendMail({ ...mail, signal: AbortSignal.timeout(timeoutMs) });
      reached.add(message.dedupKey, to);
      return null;
    } catch (error) {
      return readFailure(error, timeoutMs);
    }
  }

  return { name: config.name, severities: config.severities, send };
}

function asksForSomebody(message: Message): message is Telling {
  return "incident" in message && message.incident.status === "open";
}
