import { z } from "zod";

const text = (lengthMax: number) => z.string().min(1).max(lengthMax);
const webAddress = z.url({ protocol: /^https?$/ });

/** https://developer.pagerduty.com/docs/send-alert-event */
const pagerdutyHead = { routing_key: z.literal("wren"), dedup_key: text(255) };
export const PAGERDUTY_EVENT = z.discriminatedUnion("event_action", [
  z.strictObject({
    ...pagerdutyHead,
    event_action: z.literal("trigger"),
    payload: z.strictObject({
      summary: text(1_024),
      source: text(1_024),
      severity: z.enum(["critical", "error", "warning", "info"]),
      timestamp: z.iso.datetime().optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.string()),
    }),
    client: z.string(),
    client_url: webAddress,
    links: z.array(z.strictObject({ href: webAddress, text: z.string() })),
  }),
  z.strictObject({ ...pagerdutyHead, event_action: z.enum(["acknowledge", "resolve"]) }),
]);

/** https://docs.slack.dev/reference/block-kit/blocks */
const plainText = (lengthMax: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: text(lengthMax), emoji: z.boolean() });
/** No `<` but of a link to the web; `&` only in the three escapes. */
const mrkdwnText = z
  .string()
  .regex(/^(?:[^<>&]|&(?:amp|lt|gt);|<https?:\/\/[^<>|]*\|[^<>|]*>)+$/, "has unescaped mrkdwn");
const mrkdwn = (lengthMax: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: mrkdwnText.max(lengthMax),
    verbatim: z.literal(true),
  });
export const SLACK_MESSAGE = z.strictObject({
  text: mrkdwnText.max(40_000),
  unfurl_links: z.boolean(),
  unfurl_media: z.boolean(),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal("header"), text: plainText(150) }),
        z.strictObject({ type: z.literal("section"), text: mrkdwn(3_000) }),
        z.strictObject({
          type: z.literal("section"),
          fields: z.array(mrkdwn(2_000)).min(1).max(10),
        }),
      ]),
    )
    .max(50),
});

/** https://adaptivecards.io/explorer/ , in the envelope of a message of Teams. */
const textRun = z.strictObject({
  type: z.literal("TextRun"),
  text: z.string(),
  weight: z.enum(["Default", "Lighter", "Bolder"]).optional(),
  size: z.enum(["Default", "Small", "Medium", "Large", "ExtraLarge"]).optional(),
  color: z.enum(["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]).optional(),
});
export const TEAMS_MESSAGE = z.strictObject({
  type: z.literal("message"),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
          type: z.literal("AdaptiveCard"),
          version: z.enum(["1.4", "1.5"]),
          msteams: z.strictObject({ width: z.literal("Full") }),
          fallbackText: z.string(),
          body: z.array(
            z.strictObject({ type: z.literal("RichTextBlock"), inlines: z.array(textRun).min(1) }),
          ),
          actions: z
            .array(
              z.strictObject({
                type: z.literal("Action.OpenUrl"),
                title: text(100),
                url: webAddress,
              }),
            )
            .max(6),
        }),
      }),
    )
    .length(1),
});

/** https://developers.mattermost.com/integrate/reference/message-attachments/ */
export const MATTERMOST_POST = z.strictObject({
  username: z.string(),
  attachments: z
    .array(
      z.strictObject({
        fallback: z.string(),
        color: z.string().regex(/^#[0-9a-f]{6}$/),
        title: z.string(),
        title_link: webAddress,
        text: z.string().max(16_383),
        fields: z.array(
          z.strictObject({ short: z.boolean(), title: z.string(), value: z.string() }),
        ),
      }),
    )
    .length(1),
});

/** https://docs.opsgenie.com/docs/alert-api */
const opsgenieAct = z.strictObject({
  user: text(100),
  source: text(100),
  note: text(25_000),
});
const opsgeniePriority = z.enum(["P1", "P2", "P3", "P4", "P5"]);
export const OPSGENIE_REQUESTS = {
  create: z.strictObject({
    message: text(130),
    alias: text(512),
    description: text(15_000),
    tags: z.array(text(50)).max(20).optional(),
    details: z.record(z.string(), z.string()).optional(),
    entity: text(512).optional(),
    source: text(100),
    priority: opsgeniePriority,
  }),
  acknowledge: opsgenieAct,
  close: opsgenieAct,
  notes: opsgenieAct,
  priority: z.strictObject({ priority: opsgeniePriority }),
} as const;

/**
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config with what Grafana's
 * webhook and OnCall's formatted one add.
 */
const labels = z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string());
export const ALERT_GROUP = z.strictObject({
  receiver: z.string(),
  status: z.enum(["firing", "resolved"]),
  version: z.literal("4"),
  groupKey: z.string(),
  truncatedAlerts: z.int(),
  groupLabels: labels,
  commonLabels: labels,
  commonAnnotations: labels,
  externalURL: webAddress,
  alerts: z.array(
    z.strictObject({
      status: z.enum(["firing", "resolved"]),
      labels,
      annotations: labels,
      startsAt: z.iso.datetime({ offset: true }),
      endsAt: z.iso.datetime({ offset: true }),
      generatorURL: webAddress,
      fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
    }),
  ),
  title: z.string(),
  state: z.enum(["alerting", "ok"]),
  message: z.string(),
  alert_uid: z.string(),
  link_to_upstream_details: webAddress,
});
