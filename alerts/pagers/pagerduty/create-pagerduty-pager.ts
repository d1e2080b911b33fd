import { z } from "zod";
import type { PagerdutyConfig } from "../../../schemas/pagers/pagerduty.ts";
import { openReceiver } from "../../http/open-receiver.ts";
import { isRefusal, outcomeOf } from "../../http/outcome-of.ts";
import type { Pager } from "../../pager.ts";
import { plainLine } from "../../wording/plain-line.ts";
import type { PagerContext } from "../pager-context.ts";
import { postJson } from "../post-json.ts";
import { speechOf } from "../speech-of.ts";
import { toEvent } from "./to-event.ts";

const FAULT_LENGTH_MAX = 200;

const answerSchema = z.object({ status: z.literal("success") });

/**
 * PagerDuty's Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview . It
 * answers 202; 400 where the event or its key will never do; 429 where there are too many.
 */
export function createPagerdutyPager(config: PagerdutyConfig, context: PagerContext): Pager {
  const routingKey = context.readSecret(config.routingKey);
  const receiver = openReceiver(config, context, [routingKey]);
  const speech = speechOf(config, context);
  return {
    name: config.name,
    severities: config.severities,
    send: async (message) => {
      const event = { routing_key: routingKey, ...toEvent(message, speech) };
      const exchange = await postJson(receiver, event);
      return outcomeOf(exchange, { isFinal: isRefusal, faultIn: ({ text }) => faultIn(text) });
    },
  };
}

function faultIn(text: string): string | null {
  return answerSchema.safeParse(readJson(text)).success ? null : plainLine(text, FAULT_LENGTH_MAX);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
