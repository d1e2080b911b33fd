import type { TeamsConfig } from "../../../schemas/pagers/teams.ts";
import type { Pager } from "../../pager.ts";
import { plainLine } from "../../wording/plain-line.ts";
import { createChatPager } from "../create-chat-pager.ts";
import { fitLines } from "../fit-lines.ts";
import type { PagerContext } from "../pager-context.ts";
import { worstSeverity } from "../worst-severity.ts";
import { toCard } from "./to-card.ts";

/** https://learn.microsoft.com/connectors/teams/ has 28 KB for the message; some is Teams' own. */
const MESSAGE_BYTES_MAX = 26 * 2 ** 10;
const FAULT_LENGTH_MAX = 200;

/**
 * A workflow of Microsoft Teams that begins "When a Teams webhook request is received":
 * https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook . It answers 202, before
 * the card is posted; connectors of before answered 200 with what had failed in the body ("Create
 * and send messages" of Microsoft's manual of connectors).
 */
export function createTeamsPager(config: TeamsConfig, context: PagerContext): Pager {
  return createChatPager(config, context, {
    render: (notice, message) => {
      const state = message.reason === "resolved" ? "resolved" : worstSeverity(message);
      return fitLines(notice, MESSAGE_BYTES_MAX, (fitting) => toCard(fitting, state));
    },
    faultIn,
  });
}

function faultIn(text: string): string | null {
  const isFault = /^Webhook message delivery failed/i.test(text) || /^\s*\{\s*"error"/.test(text);
  return isFault ? plainLine(text, FAULT_LENGTH_MAX) : null;
}
