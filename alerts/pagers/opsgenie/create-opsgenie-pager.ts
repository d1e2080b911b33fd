import type { OpsgenieConfig } from "../../../schemas/pagers/opsgenie.ts";
import { openReceiver } from "../../http/open-receiver.ts";
import { isRefusal, outcomeOf } from "../../http/outcome-of.ts";
import type { Outcome, Pager } from "../../pager.ts";
import type { PagerContext } from "../pager-context.ts";
import { speechOf } from "../speech-of.ts";
import { toRequests } from "./to-requests.ts";

/**
 * Opsgenie's alert API, and what speaks it: https://docs.opsgenie.com/docs/alert-api . Requests are
 * answered with 202 before they are worked on; 4xx will never do, but for 429.
 */
export function createOpsgeniePager(config: OpsgenieConfig, context: PagerContext): Pager {
  const apiKey = context.readSecret(config.apiKey);
  const { url, client } = openReceiver(config, context, [apiKey]);
  const base = url.href.endsWith("/") ? url : new URL(`${url.href}/`);
  const speech = speechOf(config, context);
  const headers = { "Content-Type": "application/json", Authorization: `GenieKey ${apiKey}` };
  return {
    name: config.name,
    severities: config.severities,
    send: async (message) => {
      let outcome: Outcome = { sent: true };
      for (const { method, path, content } of toRequests(message, speech)) {
        if (!outcome.sent) break;
        const call = { method, headers, body: JSON.stringify(content) };
        const exchange = await client.exchange(new URL(path, base), call);
        outcome = outcomeOf(exchange, { isFinal: isRefusal });
      }
      return outcome;
    },
  };
}
