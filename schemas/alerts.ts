import { z } from "zod";
import { alertPolicyShape } from "./alert-policy.ts";
import { durationSchema } from "./duration.ts";
import { heartbeatSchema } from "./heartbeat.ts";
import { alertmanagerSchema } from "./pagers/alertmanager.ts";
import { grafanaSchema } from "./pagers/grafana.ts";
import { mailSchema } from "./pagers/mail.ts";
import { mattermostSchema } from "./pagers/mattermost.ts";
import { opsgenieSchema } from "./pagers/opsgenie.ts";
import { pagerdutySchema } from "./pagers/pagerduty.ts";
import { proxySchema } from "./pagers/reach.ts";
import { slackSchema } from "./pagers/slack.ts";
import { smsSchema } from "./pagers/sms.ts";
import { teamsSchema } from "./pagers/teams.ts";
import { webhookSchema } from "./pagers/webhook.ts";
import { secretSchema } from "./secret.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One way to tell people; each kind has its file in `pagers/`. */
export const pagerSchema = z.discriminatedUnion("kind", [
  webhookSchema,
  mailSchema,
  alertmanagerSchema,
  pagerdutySchema,
  slackSchema,
  teamsSchema,
  mattermostSchema,
  opsgenieSchema,
  grafanaSchema,
  smsSchema,
]);
export type PagerConfig = z.infer<typeof pagerSchema>;

/** From the end of an incident on; while one is open, nothing of it goes. */
const keepSchema = z
  .strictObject({
    /** What happened, who said what, and its findings. */
    incidents: atLeast(30 * DAY_MS).default(400 * DAY_MS),
    /** What was told of it to whom, and how that went. */
    messages: atLeast(8 * DAY_MS).default(90 * DAY_MS),
  })
  .refine(({ incidents, messages }) => messages <= incidents, {
    path: ["messages"],
    error: "must be at most what `incidents` says",
  });

function atLeast(ms: number) {
  return durationSchema.refine((kept) => kept >= ms, `must be at least ${ms / DAY_MS}d`);
}

/** Who is told of what, and how. */
export const alertsSchema = z.strictObject({
  pagers: z.array(pagerSchema).default([]),
  /** On the way to every pager over HTTP that names none of its own. */
  proxy: proxySchema.optional(),
  /**
   * With it mails carry a link by which each recipient acknowledges, signed with the secret and
   * good for so long. Processes that share a state share the secret.
   */
  links: z
    .strictObject({ secret: secretSchema, validFor: durationSchema.default(3 * 24 * HOUR_MS) })
    .optional(),
  /** From the first attempt; then a telling is given up. */
  retryFor: durationSchema.default(6 * HOUR_MS),
  /** After so long of failing, what is critical is told by the pager's fallback besides. */
  fallbackAfter: durationSchema.default(5 * MINUTE_MS),
  heartbeat: heartbeatSchema.optional(),
  keep: keepSchema.prefault({}),
  ...alertPolicyShape,
});
export type AlertsConfig = z.infer<typeof alertsSchema>;
