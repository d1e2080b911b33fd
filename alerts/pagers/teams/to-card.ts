import type { Severity } from "../../../schemas/finding.ts";
import type { Notice } from "../../wording/notice.ts";

/** The colours of https://adaptivecards.io/explorer/TextRun.html */
const COLOURS = {
  critical: "Attention",
  warning: "Warning",
  info: "Default",
  resolved: "Good",
} as const satisfies Record<Severity | "resolved", string>;

type TextRun = {
  readonly type: "TextRun";
  readonly text: string;
  readonly weight?: "Bolder";
  readonly size?: "Large";
  readonly color?: string;
};

/**
 * An Adaptive Card 1.4 in the envelope of a message. Its texts are runs (`RichTextBlock`), which
 * unlike `TextBlock` and `FactSet` read no Markdown: https://adaptivecards.io/explorer/TextRun.html
 */
export function toCard({ title, text, lines, link }: Notice, state: Severity | "resolved") {
  const color = COLOURS[state];
  const links = [link, ...lines.flatMap(({ label, url }) => (url === null ? [] : { label, url }))];
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          msteams: { width: "Full" },
          fallbackText: title,
          body: [
            richText([{ type: "TextRun", text: title, weight: "Bolder", size: "Large", color }]),
            ...(text === "" ? [] : [richText([{ type: "TextRun", text }])]),
            ...lines.map(({ label, text: value }) =>
              richText([
                { type: "TextRun", text: `${label}: `, weight: "Bolder" },
                { type: "TextRun", text: value },
              ]),
            ),
          ],
          actions: links.map(({ label, url }) => ({ type: "Action.OpenUrl", title: label, url })),
        },
      },
    ],
  };
}

function richText(inlines: readonly TextRun[]) {
  return { type: "RichTextBlock", inlines };
}
