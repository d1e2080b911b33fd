import type { Severity } from "../../../schemas/finding.ts";
import type { Message } from "../../pager.ts";
import type { Notice } from "../../wording/notice.ts";
import { noticeText } from "../../wording/notice-text.ts";
import { cutLine, plainLine } from "../../wording/plain-line.ts";
import type { Speech } from "../../wording/say-quantity.ts";
import { wordMessage } from "../../wording/word-message.ts";
import { worstSeverity } from "../worst-severity.ts";

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const MESSAGE_LENGTH_MAX = 130;
const DESCRIPTION_LENGTH_MAX = 15_000;
const NAME_LENGTH_MAX = 512;
const TAG_LENGTH_MAX = 50;
const NOTE_LENGTH_MAX = 25_000;

const PRIORITIES = { critical: "P1", warning: "P3", info: "P5" } as const satisfies Record<
  Severity,
  string
>;

export type OpsgenieRequest = {
  readonly method: "POST" | "PUT";
  /** Below the API's address. */
  readonly path: string;
  readonly content: unknown;
};

/**
 * What a message is to Opsgenie. The incident is the alert's alias; an alert that exists counts
 * another of its creation, so what is told again creates it where it was never heard of, and says
 * in a note what is new.
 */
export function toRequests(message: Message, speech: Speech): readonly OpsgenieRequest[] {
  const notice = wordMessage(message, speech);
  const create = createAlert(message, notice);
  if ("incidents" in message) return [create];
  const act = (action: string, method: "POST" | "PUT", content: unknown) => ({
    method,
    path: `v2/alerts/${message.incident.id}/${action}?identifierType=alias`,
    content,
  });
  const said = { user: "Vigie", source: "vigie", note: noteOf(notice) };
  switch (message.reason) {
    case "opened":
      return [create];
    case "resolved":
      return [act("close", "POST", said)];
    case "acknowledged":
      return [act("acknowledge", "POST", said)];
    case "escalated": {
      const priority = PRIORITIES[message.incident.severity];
      return [create, act("priority", "PUT", { priority }), act("notes", "POST", said)];
    }
    case "joined":
    case "reminded":
      return [create, act("notes", "POST", said)];
  }
}

function createAlert(message: Message, notice: Notice): OpsgenieRequest {
  const severity = worstSeverity(message);
  const content = {
    message: cutLine(notice.title, MESSAGE_LENGTH_MAX),
    description: cutLine(noticeText(notice), DESCRIPTION_LENGTH_MAX),
    source: "vigie",
    priority: PRIORITIES[severity],
    ...aboutOf(message),
  };
  return { method: "POST", path: "v2/alerts", content };
}

function aboutOf(message: Message) {
  if ("incidents" in message) return { alias: cutLine(message.dedupKey, NAME_LENGTH_MAX) };
  const { incident, finding } = message;
  const { series } = finding;
  const tags = ["vigie", incident.kind, ...(series ? [series.tenant, series.site] : [])];
  return {
    alias: incident.id,
    tags: tags.map((tag) => plainLine(tag, TAG_LENGTH_MAX)),
    ...(series && { entity: plainLine(series.asset, NAME_LENGTH_MAX) }),
    details: { incident: incident.id, kind: incident.kind, finding: finding.id },
  };
}

function noteOf(notice: Notice): string {
  return cutLine(`${notice.title}\n${noticeText(notice)}`, NOTE_LENGTH_MAX);
}
