import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given } from "../view.ts";
import type { ClaimRow } from "./proofs-rows.ts";
import { sayShare } from "./proofs-tables.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

/** Shares are claimed to a hundredth of a percent. */
const SHARE_DIGITS = 2;

/** The confidence statement of each tenant, in the words of the weekly report. */
export function proofsClaims(claims: readonly ClaimRow[], context: ViewContext): HTMLElement {
  const { claim: words, empty } = PROOFS_WORDS[context.lang];
  if (claims.length === 0) return element("p", { class: "empty" }, empty.claims);
  const items = claims.map((claim) => element("li", {}, given(sayClaim(claim, context))));
  return element(
    "div",
    {},
    element("ul", { class: "list claims", role: "list" }, ...items),
    element("p", { class: "quiet" }, words.how),
  );
}

function sayClaim(claim: ClaimRow, { lang, formats }: ViewContext): string {
  const { claim: words } = PROOFS_WORDS[lang];
  const { tenant, goodShare, level, awaited } = claim;
  const confidence = sayShare(claim.confidence, lang);
  const [failed, counted] = [formats.count(claim.failed), formats.count(claim.counted)];
  return [
    goodShare === null
      ? words.none(formats.count(claim.copies), tenant, confidence)
      : words.good(
          confidence,
          sayShare(goodShare, lang, SHARE_DIGITS),
          tenant,
          words.levels[level],
        ),
    words.drawn(failed, counted, formats.instant(claim.since)),
    ...(awaited > 0 ? [words.awaited(formats.count(awaited))] : []),
  ].join(" ");
}
