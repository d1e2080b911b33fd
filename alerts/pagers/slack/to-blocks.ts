import type { Notice, NoticeLine } from "../../wording/notice.ts";
import { cutLine } from "../../wording/plain-line.ts";

/** https://docs.slack.dev/reference/block-kit/blocks/header-block and .../section-block */
const HEADER_LENGTH_MAX = 150;
const SECTION_LENGTH_MAX = 3_000;
const FIELD_LENGTH_MAX = 2_000;
const FIELDS_MAX = 10;
/** https://docs.slack.dev/reference/block-kit/blocks : 50 in a message; some are for the rest. */
const FIELD_SECTIONS_MAX = 40;

/**
 * A message of blocks. `text` is what notifications show. Of `mrkdwn` the three characters that
 * make links and mentions are escaped, and `verbatim` keeps names of channels and people from
 * becoming links: https://docs.slack.dev/messaging/formatting-message-text
 */
export function toBlocks({ title, text, lines, link }: Notice) {
  return {
    text: cutLine(escapeMrkdwn(`${title}. ${text}`), SECTION_LENGTH_MAX),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: cutLine(title, HEADER_LENGTH_MAX), emoji: false },
      },
      ...(text === "" ? [] : [{ type: "section", text: mrkdwn(text, SECTION_LENGTH_MAX) }]),
      ...inTens(lines).map((ten) => ({ type: "section", fields: ten.map(toField) })),
      { type: "section", text: linked(link.label, link.url) },
    ],
  };
}

function inTens(lines: readonly NoticeLine[]): readonly (readonly NoticeLine[])[] {
  const count = Math.min(Math.ceil(lines.length / FIELDS_MAX), FIELD_SECTIONS_MAX);
  return Array.from({ length: count }, (_, at) =>
    lines.slice(at * FIELDS_MAX, (at + 1) * FIELDS_MAX),
  );
}

function toField({ label, text, url }: NoticeLine) {
  return url === null ? mrkdwn(`${label}\n${text}`, FIELD_LENGTH_MAX) : linked(label, url);
}

/** The length that counts is that of the escaped text; an escape that was cut is dropped whole. */
function mrkdwn(text: string, lengthMax: number) {
  const cut = cutLine(escapeMrkdwn(text), lengthMax).replace(/&[a-z]{0,3}…$/, "…");
  return { type: "mrkdwn", text: cut, verbatim: true };
}

/** `|` and `>` would end an address. */
function linked(label: string, url: string) {
  const address = escapeMrkdwn(url).replaceAll("|", "%7C");
  return { type: "mrkdwn", text: `<${address}|${escapeMrkdwn(label)}>`, verbatim: true };
}

function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
