import type { MattermostConfig } from "../../schemas/pagers/mattermost.ts";
import type { SlackConfig } from "../../schemas/pagers/slack.ts";
import type { TeamsConfig } from "../../schemas/pagers/teams.ts";
import { openReceiver } from "../http/open-receiver.ts";
import { isRefusal, outcomeOf } from "../http/outcome-of.ts";
import type { Message, Pager } from "../pager.ts";
import type { Notice } from "../wording/notice.ts";
import { wordMessage } from "../wording/word-message.ts";
import type { PagerContext } from "./pager-context.ts";
import { postJson } from "./post-json.ts";
import { speechOf } from "./speech-of.ts";

type Chat = {
  /** The body that the chat takes, within its bounds. */
  readonly render: (notice: Notice, message: Message) => unknown;
  /** What failed, where an answer of 2xx says so in its body; else null. */
  readonly faultIn: (text: string) => string | null;
};

/** A chat's incoming webhook: each message is one post, and nothing comes back but its answer. */
export function createChatPager(
  config: SlackConfig | TeamsConfig | MattermostConfig,
  context: PagerContext,
  { render, faultIn }: Chat,
): Pager {
  const receiver = openReceiver(config, context);
  const speech = speechOf(config, context);
  return {
    name: config.name,
    severities: config.severities,
    send: async (message) => {
      const exchange = await postJson(receiver, render(wordMessage(message, speech), message));
      return outcomeOf(exchange, { isFinal: isRefusal, faultIn: ({ text }) => faultIn(text) });
    },
  };
}
