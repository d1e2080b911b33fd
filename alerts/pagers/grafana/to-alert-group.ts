import { createHash } from "node:crypto";
import type { Message } from "../../pager.ts";
import type { Notice } from "../../wording/notice.ts";
import { noticeText } from "../../wording/notice-text.ts";
import { plainLine } from "../../wording/plain-line.ts";
import type { Speech } from "../../wording/say-quantity.ts";
import { wordMessage } from "../../wording/word-message.ts";
import { worstSeverity } from "../worst-severity.ts";

/** No end: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const NEVER = "0001-01-01T00:00:00Z";
const FINGERPRINT_HEX_DIGITS = 16;
const LABEL_LENGTH_MAX = 255;

/**
 * One body for three readers: Alertmanager's webhook (version 4,
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), Grafana's, which adds
 * `title`, `state` and `message` ("Configure the webhook notifier for Alerting" of its manual), and
 * OnCall's formatted webhook with `alert_uid` and `link_to_upstream_details`
 * (https://grafana.com/docs/oncall/latest/integrations/webhook/).
 */
export function toAlertGroup(message: Message, { pager, ...speech }: Speech & { pager: string }) {
  const notice = wordMessage(message, speech);
  const isOver = message.reason === "resolved";
  const id = "incidents" in message ? message.dedupKey : message.incident.id;
  const status = isOver ? "resolved" : "firing";
  const labels = labelsOf(message);
  const annotations = annotationsOf(notice);
  const alert = {
    status,
    labels,
    annotations,
    startsAt: "incidents" in message ? NEVER : message.incident.openedAt,
    endsAt: "incidents" in message ? NEVER : (message.incident.resolvedAt ?? NEVER),
    generatorURL: notice.link.url,
    fingerprint: createHash("sha256").update(id).digest("hex").slice(0, FINGERPRINT_HEX_DIGITS),
  };
  return {
    ...{ receiver: pager, status, alerts: [alert], version: "4", truncatedAlerts: 0 },
    ...{ groupKey: id, groupLabels: { incident: id } },
    ...{ commonLabels: labels, commonAnnotations: annotations },
    externalURL: message.boardUrl,
    title: notice.title,
    state: isOver ? "ok" : "alerting",
    message: noticeText(notice),
    alert_uid: id,
    link_to_upstream_details: notice.link.url,
  };
}

function labelsOf(message: Message): Readonly<Record<string, string>> {
  const severity = worstSeverity(message);
  if ("incidents" in message) return { alertname: `vigie-${message.reason}`, severity };
  const { incident, finding } = message;
  const labels = { alertname: incident.kind, severity, incident: incident.id };
  const series = Object.entries(finding.series ?? {});
  const names = series.map(([name, value]) => [name, plainLine(value, LABEL_LENGTH_MAX)]);
  return { ...labels, ...Object.fromEntries(names) };
}

function annotationsOf({ title, text, lines }: Notice) {
  const runbook = lines.find(({ url }) => url !== null)?.url;
  return {
    summary: title,
    description: text,
    ...(runbook && { runbook_url: runbook }),
  };
}
