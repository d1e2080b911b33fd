import type { RestoreRequest } from "../../../../schemas/request.ts";
import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given, instant } from "../view.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";
import { stateBadge } from "./state-badge.ts";

/** Who did what to a request, when and why; the last step first. */
export function stepsSection({ steps }: RestoreRequest, context: ViewContext): HTMLElement {
  const words = REQUESTS_WORDS[context.lang];
  const items = steps
    .toReversed()
    .map(({ at, act, by, reason, state, via }) =>
      element(
        "li",
        {},
        element(
          "div",
          { class: "line" },
          element("strong", {}, words.acts[act]),
          stateBadge(state, context),
          element("span", { class: "quiet" }, instant(at, context)),
        ),
        element(
          "p",
          {},
          `${words.by} `,
          given(by),
          via ? element("span", { class: "quiet" }, ` (${words.unshown})`) : null,
          context.lang === "fr" ? "\u202f: " : ": ",
          given(reason),
        ),
      ),
    );
  return element(
    "section",
    {},
    element("h2", {}, words.ledger),
    element("ol", { class: "list history", role: "list" }, ...items),
  );
}
