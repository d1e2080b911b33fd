import type { RestoreRequest } from "../../../../schemas/request.ts";
import type { PlannedLink, RestorePlan } from "../../../../schemas/restore-plan.ts";
import { type Child, element } from "../element.ts";
import { proofBadge } from "../proof-badge.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { type Fact, factList } from "./fact-list.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

/** The plan of a request: where it leads, from what, how long it takes, and what is doubtful. */
export function planSection({ plan }: RestoreRequest, context: ViewContext): HTMLElement {
  const words = REQUESTS_WORDS[context.lang];
  const title = element("h2", {}, words.plan);
  if (plan === null)
    return element("section", {}, title, element("p", { class: "empty" }, words.noPlan));
  const doubts = plan.doubts.map(({ text }) =>
    element("li", {}, element("bdi", {}, text[context.lang])),
  );
  const doubted: Fact = [
    words.doubts,
    doubts.length === 0 ? words.noDoubt : element("ul", {}, ...doubts),
  ];
  const facts = [...reachFacts(plan, context), ...costFacts(plan, context), doubted];
  return element("section", {}, title, factList(facts));
}

function reachFacts({ reached, lack, nearest, estimate }: RestorePlan, context: ViewContext) {
  const { lang, formats } = context;
  const words = REQUESTS_WORDS[lang];
  if (reached === null)
    return [
      [words.reaches, element("bdi", {}, lack?.[lang] ?? "–")],
      [words.nearestBefore, nearest.before ? instant(nearest.before, context) : "–"],
      [words.nearestAfter, nearest.after ? instant(nearest.after, context) : "–"],
    ] satisfies readonly Fact[];
  const behind = formats.duration(reached.behindSecondsMax);
  return [
    [words.reaches, instant(reached.at, context)],
    [words.behind, behind, objective("RPO", estimate.rpoSeconds, context)],
  ] satisfies readonly Fact[];
}

function costFacts({ reached, estimate, freeBytesMin, links }: RestorePlan, context: ViewContext) {
  if (reached === null) return [];
  const { lang, formats } = context;
  const words = REQUESTS_WORDS[lang];
  const { seconds, proofs, rtoSeconds } = estimate;
  const takes =
    seconds === null ? words.unknown : `${formats.duration(seconds)}, ${words.measured(proofs)}`;
  const chain = links.map((link) => element("li", {}, ...linkOf(link, context)));
  return [
    [words.takes, takes, objective("RTO", rtoSeconds, context)],
    [words.room, formats.bytes(freeBytesMin)],
    [words.chain, element("ol", {}, ...chain)],
  ] satisfies readonly Fact[];
}

/** What the policy promises, beside what the plan would take. */
function objective(name: "RPO" | "RTO", seconds: number | null, { formats }: ViewContext): Child {
  if (seconds === null) return null;
  return element("span", { class: "quiet" }, ` (${name} ${formats.duration(seconds)})`);
}

function linkOf({ copy, runId }: PlannedLink, { lang, formats, href }: ViewContext): Child[] {
  const words = REQUESTS_WORDS[lang];
  const { vault, uri, sizeBytes, proof } = copy;
  const mark = proof
    ? proofBadge(proof, WORDS[lang])
    : badge("unproven", "unknown", words.unproven);
  return [
    ...[given(vault), " · ", given(uri), " · ", given(runId)],
    ` · ${formats.bytes(sizeBytes)} · `,
    proof ? element("a", { href: href("proofs", proof.id) }, mark) : mark,
  ];
}
