import type { Execution, RestoreRequest } from "../../../../schemas/request.ts";
import { element } from "../element.ts";
import { proofBadge } from "../proof-badge.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { type Fact, factList } from "./fact-list.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

/** What the sandbox has shown, what became of the request, and its report; null before either. */
export function endSection(request: RestoreRequest, context: ViewContext): HTMLElement | null {
  const { execution, closing, id } = request;
  if (!execution && !closing) return null;
  const words = REQUESTS_WORDS[context.lang];
  const facts: Fact[] = execution ? [...sandboxFacts(execution, context)] : [];
  if (closing) facts.push([words.outcome, words.outcomes[closing.outcome]]);
  if (closing?.restoredAt) facts.push([words.restoredAt, instant(closing.restoredAt, context)]);
  return element(
    "section",
    {},
    element("h2", {}, execution ? words.result : words.outcome),
    factList(facts),
    closing ? reportOf(id, context) : null,
  );
}

function sandboxFacts({ proofId, result }: Execution, context: ViewContext): readonly Fact[] {
  const { lang, formats, href } = context;
  const words = REQUESTS_WORDS[lang];
  if (result === null) return [[words.proof, words.running]];
  const { restoreSeconds, rtoSeconds } = result;
  const link = element("a", { href: href("proofs", proofId) }, proofBadge(result, WORDS[lang]));
  if (restoreSeconds === null) return [[words.proof, link]];
  const rto = rtoSeconds === null ? "" : ` (RTO ${formats.duration(rtoSeconds)})`;
  return [
    [words.proof, link],
    [words.restoredIn, formats.duration(restoreSeconds), element("span", { class: "quiet" }, rto)],
  ];
}

function reportOf(id: string, { lang }: ViewContext): HTMLElement {
  const words = REQUESTS_WORDS[lang];
  const path = `/api/v1/requests/${id}/report`;
  const link = (href: string, file: string, text: string) =>
    element("a", { class: "button", href, download: file }, text);
  return element(
    "div",
    {},
    element(
      "div",
      { class: "row-acts" },
      link(path, `${id}.json`, words.sealed),
      link(`${path}?format=text&lang=${lang}`, `${id}.${lang}.txt`, words.asText),
    ),
    element("p", { class: "quiet" }, words.reportIntro),
  );
}
