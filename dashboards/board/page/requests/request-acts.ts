import type { RestoreRequest } from "../../../../schemas/request.ts";
import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { BOARD_ACTS, type BoardAct } from "./board-acts.ts";
import { openActForm } from "./open-act-form.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

/** These act on a plan that leads on. */
const OF_PLAN: ReadonlySet<BoardAct> = new Set(["approve", "execute"]);

/** What who looks can do with a request in its state, each with its form. */
export function requestActs(request: RestoreRequest, context: ViewContext): HTMLElement {
  const words = REQUESTS_WORDS[context.lang];
  const possible = BOARD_ACTS.filter(
    ({ act, right, states }) =>
      context.may(right) &&
      states.some((one) => one === request.state) &&
      (request.plan?.reached != null || !OF_PLAN.has(act)),
  );
  const buttons = possible.map(({ act }) => {
    const button = element("button", { type: "button", "data-focus": act }, words.acts[act]);
    button.addEventListener("click", () => openActForm(request, act, context));
    return button;
  });
  return element(
    "section",
    {},
    element("h2", {}, words.canDo),
    buttons.length === 0
      ? element("p", { class: "quiet" }, words.nothing)
      : element("div", { class: "row-acts" }, ...buttons),
  );
}
