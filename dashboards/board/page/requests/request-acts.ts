import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { offerActs, type ShownRequest, whyOthersApprove } from "./board-acts.ts";
import { openActForm } from "./open-act-form.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

/** What who looks can do with a request in its state, each with its form; and what lacks first. */
export function requestActs(request: ShownRequest, context: ViewContext): HTMLElement {
  const words = REQUESTS_WORDS[context.lang];
  const buttons = offerActs(request, context.may).map((act) => {
    const button = element("button", { type: "button", "data-focus": act }, words.acts[act]);
    button.addEventListener("click", () => openActForm(request, act, context));
    return button;
  });
  const did = whyOthersApprove(request, context.may);
  return element(
    "section",
    {},
    element("h2", {}, words.canDo),
    buttons.length === 0
      ? element("p", { class: "quiet" }, words.nothing)
      : element("div", { class: "row-acts" }, ...buttons),
    did === null ? null : element("p", { class: "quiet" }, words.othersApprove[did]),
    request.runbookLack === "not-approved"
      ? element("p", { class: "quiet" }, words.awaitsApproval)
      : null,
  );
}
