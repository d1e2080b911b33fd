import type { Notice } from "./notice.ts";

/** A notice's text and lines, for pagers that know no markup: without its title. */
export function noticeText({ text, lines, link }: Notice): string {
  const labelled = lines.map(({ label, text: value }) => `${label}: ${value}`);
  return [...(text === "" ? [] : [text]), ...labelled, `${link.label}: ${link.url}`].join("\n");
}
