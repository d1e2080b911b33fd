import { hash } from "node:crypto";
import { z } from "zod";
import type { DecisionJson } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { plainLine } from "../wording/plain-line.ts";

const AUTHOR_LENGTH_MAX = 200;

/** What is read of it: https://developer.pagerduty.com/docs/webhooks-overview#webhook-payload */
const pagerdutyEventSchema = z.object({
  event: z.object({
    id: z.string().min(1).max(256),
    event_type: z.string(),
    occurred_at: z.iso.datetime({ offset: true }),
    agent: z.object({ id: z.string().nullish(), summary: z.string().nullish() }).nullish(),
    data: z.object({ incident_key: z.string().nullish() }),
  }),
});

/** An event of a webhook of PagerDuty's, version 3. */
export type PagerdutyEvent = z.infer<typeof pagerdutyEventSchema>["event"];

/** The event in a body; null for anything else. */
export function readPagerdutyEvent(body: Buffer): PagerdutyEvent | null {
  try {
    return pagerdutyEventSchema.safeParse(JSON.parse(body.toString("utf8"))).data?.event ?? null;
  } catch {
    return null;
  }
}

/** The same event is the same decision, however often it comes. */
export function toAcknowledgement(
  { id, agent, occurred_at }: PagerdutyEvent,
  incident: string,
  nowMs: number,
): DecisionJson {
  const named = plainLine(agent?.summary ?? agent?.id ?? "", AUTHOR_LENGTH_MAX);
  return {
    kind: "acknowledge",
    id: uuidOf(id),
    time: instantToJson(Math.min(Date.parse(occurred_at), nowMs)),
    author: named === "" ? "PagerDuty" : named,
    reason: "acknowledged in PagerDuty",
    incident,
  };
}

/** A UUID of version 8 (RFC 9562, 5.8) of the head of SHA-256. */
function uuidOf(text: string): string {
  const hex = hash("sha256", `pagerduty\n${text}`);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
