import type { Message } from "../pager.ts";
import type { Notice } from "./notice.ts";
import type { Speech } from "./say-quantity.ts";
import { wordSummary } from "./word-summary.ts";
import { wordTelling } from "./word-telling.ts";

/** What people are told by a message, in one language and by the clocks of one zone. */
export function wordMessage(message: Message, speech: Speech): Notice {
  return "incidents" in message ? wordSummary(message, speech) : wordTelling(message, speech);
}
