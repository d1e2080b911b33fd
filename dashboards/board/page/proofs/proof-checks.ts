import type { Check, Proof } from "../../../../schemas/proof.ts";
import { sayCheckName } from "../../../../schemas/say-check-name.ts";
import { definitions } from "../definitions.ts";
import { element } from "../element.ts";
import type { IconName } from "../icon.ts";
import { sayDuration } from "../say-duration.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { badge, given } from "../view.ts";
import { WORDS } from "../words.ts";
import type { Tone } from "../worst-first.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

const VERDICTS: Readonly<Record<Check["verdict"], readonly [IconName, Tone]>> = {
  pass: ["filled", "good"],
  fail: ["proofFailed", "critical"],
  inconclusive: ["unproven", "unknown"],
};

/** Each check in its order: its verdict, what it asks, why it says so, and the numbers. */
export function proofChecks({ checks }: Proof, context: ViewContext): HTMLElement {
  const { noChecks } = PROOFS_WORDS[context.lang].one;
  if (checks.length === 0) return element("p", { class: "empty" }, noChecks);
  const items = checks.map((check) => checkItem(check, context));
  return element("ol", { class: "list checks" }, ...items);
}

function checkItem(check: Check, { lang }: ViewContext): HTMLElement {
  const { levels, dialog } = WORDS[lang];
  const words = PROOFS_WORDS[lang].one;
  const [name, tone] = VERDICTS[check.verdict];
  const numbers = Object.entries(check.observed);
  const facts = [
    ...(check.seconds === undefined
      ? []
      : [[words.fields.seconds, sayDuration(check.seconds, lang)] as const]),
    ...(check.fault === undefined
      ? []
      : [[words.fields.fault, words.faults[check.fault]] as const]),
  ];
  return element(
    "li",
    { class: `tone-${tone} verdict-${check.verdict}` },
    element(
      "div",
      { class: "line" },
      badge(name, tone, dialog.verdicts[check.verdict]),
      element("strong", {}, given(sayCheckName(check.name, lang))),
      element("span", { class: "tag" }, levels[check.level]),
    ),
    element("p", {}, given(check.reason[lang])),
    facts.length > 0 ? definitions(facts) : null,
    numbers.length > 0
      ? element(
          "details",
          {},
          element("summary", {}, words.numbers),
          definitions(numbers.map(([key, value]) => [key, given(sayNumber(value))])),
        )
      : null,
  );
}

function sayNumber(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
