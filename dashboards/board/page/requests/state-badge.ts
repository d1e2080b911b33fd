import type { RequestState } from "../../../../schemas/request.ts";
import type { IconName } from "../icon.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { badge } from "../view.ts";
import type { Tone } from "../worst-first.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

const LOOKS = {
  opened: ["waiting", "active"],
  planned: ["waiting", "active"],
  approved: ["running", "active"],
  executing: ["running", "active"],
  refused: ["skipped", "warning"],
  done: ["filled", "good"],
  failed: ["failed", "critical"],
  closed: ["skipped", "idle"],
  withdrawn: ["skipped", "idle"],
} as const satisfies Record<RequestState, readonly [IconName, Tone]>;

/** The state of a request: shape, word and colour. */
export function stateBadge(state: RequestState, { lang }: ViewContext): HTMLElement {
  const [icon, tone] = LOOKS[state];
  return badge(icon, tone, REQUESTS_WORDS[lang].states[state]);
}
