import type { SlackConfig } from "../../../schemas/pagers/slack.ts";
import type { Pager } from "../../pager.ts";
import { createChatPager } from "../create-chat-pager.ts";
import type { PagerContext } from "../pager-context.ts";
import { sayNotOk } from "../say-not-ok.ts";
import { toBlocks } from "./to-blocks.ts";

/**
 * Slack's incoming webhooks:
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks . They answer 200 with
 * `ok`; 400, 403, 404 and 410 with the name of what will never do; 429.
 */
export function createSlackPager(config: SlackConfig, context: PagerContext): Pager {
  return createChatPager(config, context, { render: toBlocks, faultIn: sayNotOk });
}
