import type { RestoreRequest } from "../../../../schemas/request.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { factList } from "./fact-list.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

/** What a request asks for, as its ticket says it. */
export function askedFacts(request: RestoreRequest, context: ViewContext): HTMLElement {
  const words = REQUESTS_WORDS[context.lang];
  const { ticket, askedBy, series, wanted, reason, urgency, impact } = request;
  const names = [series.asset, series.tenant, series.product, series.site].join(" · ");
  return factList([
    [words.ticket, given(ticket)],
    [words.askedBy, given(askedBy)],
    [words.series, given(names)],
    [
      words.wanted,
      "at" in wanted ? instant(wanted.at, context) : given(`${words.run} ${wanted.runId}`),
    ],
    [words.target, targetOf(request, context)],
    [words.reason, given(reason)],
    [words.urgency, words.urgencies[urgency]],
    ...(impact === null ? [] : [[words.impact, given(impact)] as const]),
  ]);
}

/** Where it is to be restored to. */
export function targetOf({ target }: RestoreRequest, { lang }: ViewContext): HTMLElement {
  const { environment, instance, database } = target;
  return given([WORDS[lang].environments[environment], instance, database].join(" · "));
}
