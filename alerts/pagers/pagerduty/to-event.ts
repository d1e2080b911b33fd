import { createHash } from "node:crypto";
import type { Message, Telling } from "../../pager.ts";
import { cutLine, plainLine } from "../../wording/plain-line.ts";
import type { Speech } from "../../wording/say-quantity.ts";
import { wordMessage } from "../../wording/word-message.ts";
import { worstSeverity } from "../worst-severity.ts";

/** https://developer.pagerduty.com/docs/send-alert-event */
const SUMMARY_LENGTH_MAX = 1_024;
const NAME_LENGTH_MAX = 255;

/**
 * An event without its routing key: `trigger` opens an alert or adds to it, as its dedup key is the
 * incident. What is told of several incidents is an alert of its own.
 */
export function toEvent(message: Message, speech: Speech) {
  const action = actionOf(message);
  const dedup = { event_action: action, dedup_key: dedupKeyOf(message) };
  if (action !== "trigger") return dedup;
  const { title, text, lines, link } = wordMessage(message, speech);
  const links = lines.flatMap(({ label, url }) => (url === null ? [] : { href: url, text: label }));
  return {
    ...dedup,
    payload: {
      summary: cutLine(text === "" ? title : `${title}: ${text}`, SUMMARY_LENGTH_MAX),
      severity: worstSeverity(message),
      ...("incidents" in message ? { source: "vigie" } : aboutOf(message)),
      custom_details: Object.fromEntries(lines.map(({ label, text: value }) => [label, value])),
    },
    client: "Vigie",
    client_url: link.url,
    links: [{ href: link.url, text: link.label }, ...links],
  };
}

/** The dedup key of all that is told of one incident, which acknowledgements bring back. */
function dedupKeyOf(message: Message): string {
  if ("incidents" in message) return createHash("sha256").update(message.dedupKey).digest("hex");
  return message.incident.id;
}

function actionOf(message: Message): "trigger" | "acknowledge" | "resolve" {
  if ("incidents" in message) return "trigger";
  if (message.reason === "resolved") return "resolve";
  return message.reason === "acknowledged" ? "acknowledge" : "trigger";
}

function aboutOf({ incident, finding }: Telling) {
  const { series, collector } = finding;
  return {
    source: name(series?.instance ?? collector ?? "vigie"),
    timestamp: new Date(incident.openedAt).toISOString(),
    ...(series && {
      component: name(series.asset),
      group: `${name(series.tenant)}/${name(series.site)}`,
    }),
    class: incident.kind,
  };
}

function name(text: string): string {
  return plainLine(text, NAME_LENGTH_MAX);
}
