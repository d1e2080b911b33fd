import type { SmsConfig } from "../../../schemas/pagers/sms.ts";
import type { Notice } from "../../wording/notice.ts";
import { countSeptets, toGsm7 } from "./gsm7.ts";

/** Of one message, and of each part of several, which carry a header: 3GPP TS 23.040, 9.2.3.24. */
const LIMITS = {
  "gsm-7": { single: 160, part: 153 },
  unicode: { single: 70, part: 67 },
} as const;
/** A link that takes more of it is left out. */
const LINK_SHARE_MAX = 0.5;
const CUT = "...";

/**
 * A notice as short messages carry it: title and text, cut to fit, and where to look where there
 * is room. A character of two septets may not lie across two parts: one septet each is kept free.
 */
export function toShortText(
  { title, text, link }: Notice,
  { parts, alphabet }: Pick<SmsConfig, "parts" | "alphabet">,
): string {
  const { single, part } = LIMITS[alphabet];
  const budget = parts === 1 ? single : parts * (part - 1);
  const written = alphabet === "gsm-7" ? toGsm7 : (all: string) => all;
  const count = alphabet === "gsm-7" ? countSeptets : (all: string) => all.length;
  const tail = ` ${written(link.url)}`;
  const hasLink = count(tail) <= budget * LINK_SHARE_MAX;
  const head = written(text === "" ? title : `${title}. ${text}`);
  const room = hasLink ? budget - count(tail) : budget;
  return `${cutTo(head, room, count)}${hasLink ? tail : ""}`;
}

function cutTo(text: string, room: number, count: (text: string) => number): string {
  if (count(text) <= room) return text;
  const letters = [...text];
  let kept = "";
  for (const letter of letters) {
    if (count(kept + letter + CUT) > room) break;
    kept += letter;
  }
  return `${kept.trimEnd()}${CUT}`;
}
