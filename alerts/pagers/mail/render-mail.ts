import { createHash } from "node:crypto";
import type { Message } from "../../pager.ts";
import type { Notice } from "../../wording/notice.ts";
import { noticeText } from "../../wording/notice-text.ts";
import type { Lang } from "../../wording/words.ts";
import { renderHtml } from "./render-html.ts";

type Options = {
  readonly to: string;
  readonly from: string;
  readonly lang: Lang;
  /** Where this recipient says that he has the incident in hand; null where nobody can. */
  readonly acknowledgeUrl: string | null;
  readonly sentAt: Date;
};

const ACKNOWLEDGE = { en: "Acknowledge", fr: "Prendre en charge" } as const;

/**
 * A message for nodemailer. All that is said of one incident is one thread, and a repeat has the
 * same Message-ID. Marked as made by a program (RFC 3834), so that nobody's absence note answers.
 */
export function renderMail(notice: Notice, message: Message, options: Options) {
  const { to, from, lang, acknowledgeUrl, sentAt } = options;
  const action = acknowledgeUrl === null ? null : { label: ACKNOWLEDGE[lang], url: acknowledgeUrl };
  const isCritical = "incident" in message && message.incident.severity === "critical";
  const text = action === null ? noticeText(notice) : withAction(noticeText(notice), action);
  return {
    from: { name: "Vigie", address: from },
    to,
    subject: notice.title,
    text: `${text}\n`,
    html: renderHtml(notice, { lang, action }),
    date: sentAt,
    messageId: idOf(`${message.dedupKey}\n${to}`, from),
    ...("incident" in message && { references: [idOf(message.incident.id, from)] }),
    ...(isCritical && message.reason !== "resolved" && { priority: "high" }),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

function withAction(
  text: string,
  { label, url }: { readonly label: string; readonly url: string },
) {
  return `${text}\n${label}: ${url}`;
}

/** A Message-ID (RFC 5322 §3.6.4) that follows from what it stands for. */
function idOf(what: string, from: string): string {
  const hash = createHash("sha256").update(what).digest("hex").slice(0, 32);
  return `<${hash}@${from.slice(from.lastIndexOf("@") + 1)}>`;
}
