import type { MattermostConfig } from "../../../schemas/pagers/mattermost.ts";
import type { Pager } from "../../pager.ts";
import { createChatPager } from "../create-chat-pager.ts";
import { fitLines } from "../fit-lines.ts";
import type { PagerContext } from "../pager-context.ts";
import { sayNotOk } from "../say-not-ok.ts";
import { worstSeverity } from "../worst-severity.ts";
import { toPost } from "./to-post.ts";

/** Servers before 8 keep 8,000 characters of attachments with a post. */
const POST_BYTES_MAX = 7_500;

/**
 * Mattermost's incoming webhooks: https://developers.mattermost.com/integrate/webhooks/incoming/ .
 * They answer 200 with `ok`, else a JSON object with the fault's `id` and `message`.
 */
export function createMattermostPager(config: MattermostConfig, context: PagerContext): Pager {
  return createChatPager(config, context, {
    render: (notice, message) => {
      const state = message.reason === "resolved" ? "resolved" : worstSeverity(message);
      return fitLines(notice, POST_BYTES_MAX, (fitting) => toPost(fitting, state));
    },
    faultIn: sayNotOk,
  });
}
