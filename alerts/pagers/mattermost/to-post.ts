import type { Severity } from "../../../schemas/finding.ts";
import type { Notice } from "../../wording/notice.ts";

const COLOURS = {
  critical: "#c62828",
  warning: "#ef6c00",
  info: "#546e7a",
  resolved: "#2e7d32",
} as const satisfies Record<Severity | "resolved", string>;

/**
 * A post with one attachment:
 * https://developers.mattermost.com/integrate/reference/message-attachments/ . It is Markdown, and
 * `@` mentions people: both are made harmless.
 */
export function toPost({ title, text, lines, link }: Notice, state: Severity | "resolved") {
  return {
    username: "Vigie",
    attachments: [
      {
        fallback: withoutMentions(title),
        color: COLOURS[state],
        title: escapeMarkdown(title),
        title_link: link.url,
        text: escapeMarkdown(text),
        fields: lines.map(({ label, text: value, url }) => ({
          short: value.length < 40,
          title: escapeMarkdown(label),
          value: url ?? escapeMarkdown(value),
        })),
      },
    ],
  };
}

function escapeMarkdown(text: string): string {
  return withoutMentions(text.replaceAll(/[\\`*_{}[\]()#+\-.!|~<>:]/g, "\\$&"));
}

/** A zero-width space keeps a name from being one that is told. */
function withoutMentions(text: string): string {
  return text.replaceAll("@", "@\u200b");
}
