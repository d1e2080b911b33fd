import { element } from "../element.ts";
import { createRegion } from "../region.ts";
import { ApiError, type MountedView, type ViewContext } from "../shell/page-view.ts";
import { askedFacts } from "./asked-facts.ts";
import type { ShownRequest } from "./board-acts.ts";
import { endSection } from "./end-section.ts";
import { planSection } from "./plan-section.ts";
import { requestActs } from "./request-acts.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";
import { runbookSection } from "./runbook-section.ts";
import { stateBadge } from "./state-badge.ts";
import { stepsSection } from "./steps-section.ts";

const NOT_FOUND = 404;

/** One request: what was asked, what can be done, the plan, the runbook, and who did what. */
export function mountRequest(place: HTMLElement, context: ViewContext, id: string): MountedView {
  const { lang, href, get, getText } = context;
  const words = REQUESTS_WORDS[lang];
  const [head, runbook, steps] = [createParts(), createParts(), createParts()];
  const back = element("a", { href: href("requests") }, words.all);
  place.append(element("p", {}, back), head.root, runbook.root, steps.root);
  return {
    refresh: async (signal) => {
      const path = `/api/v1/requests/${id}`;
      const request = await orNull(get<ShownRequest>(path, {}, signal));
      const hasRunbook = request !== null && request.runbookLack === null;
      const text = hasRunbook ? await getText(`${path}/runbook`, { lang }, signal) : null;
      head.show(request, () =>
        request === null
          ? [element("p", { class: "empty" }, words.gone)]
          : [
              element("h2", {}, request.id, " ", stateBadge(request.state, context)),
              askedFacts(request, context),
              requestActs(request, context),
              endSection(request, context),
              planSection(request, context),
            ],
      );
      runbook.show(text, () => (text === null ? [] : [runbookSection(id, text, context)]));
      steps.show(request?.steps ?? null, () =>
        request === null ? [] : [stepsSection(request, context)],
      );
    },
  };
}

function createParts() {
  return createRegion(element("div", { class: "parts" }));
}

/** Null where it is not there, or not theirs to see. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === NOT_FOUND) return null;
    throw error;
  }
}
