import { createHmac } from "node:crypto";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { WebhookConfig } from "../../../schemas/pagers/webhook.ts";
import { openReceiver } from "../../http/open-receiver.ts";
import { outcomeOf } from "../../http/outcome-of.ts";
import type { Message, Pager } from "../../pager.ts";
import { parseJsonTemplate } from "../../template/parse-template.ts";
import { encodeJson, renderTemplate } from "../../template/render-template.ts";
import { wordMessage } from "../../wording/word-message.ts";
import type { PagerContext } from "../pager-context.ts";
import { speechOf } from "../speech-of.ts";
import { TEMPLATE_PATHS, valueOfPath } from "./template-paths.ts";

/**
 * Posts each message as JSON, or as the configuration's template has it. Any 2xx is success. All
 * else is tried again until it is given up: even a 404 may be a receiver that is being deployed,
 * and a page is worth a few requests too many.
 */
export function createWebhookPager(config: WebhookConfig, context: PagerContext): Pager {
  const secret = config.secret ? context.readSecret(config.secret) : null;
  const write = createWriter(config, context);
  const { url, client } = openReceiver(config, context, secret === null ? [] : [secret]);
  return {
    name: config.name,
    severities: config.severities,
    send: async (message) => {
      const body = write(message);
      const headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": message.dedupKey,
        "X-Vigie-Dedup-Key": message.dedupKey,
        ...(secret !== null && { "X-Vigie-Signature": sign(body, secret) }),
      };
      return outcomeOf(await client.exchange(url, { headers, body }));
    },
  };
}

/** How a message is written: as it is, or into the configuration's own body. */
function createWriter(config: WebhookConfig, context: PagerContext): (message: Message) => string {
  const { name, template: text } = config;
  if (text === undefined) return JSON.stringify;
  const template = parseJsonTemplate(text, TEMPLATE_PATHS);
  if ("fault" in template) {
    throw new OperatingError(`Cannot use pager ${name} as of its template ${template.fault}`, {
      retryable: false,
      hint: "vigie doctor says where; docs/pagers.md has what may stand in it",
    });
  }
  return (message) => {
    const notice = wordMessage(message, speechOf(config, context));
    return renderTemplate(template, (path) => valueOfPath(message, notice, path), encodeJson);
  };
}

/** The value of `X-Vigie-Signature`: HMAC-SHA-256 over the body's bytes. */
function sign(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}
