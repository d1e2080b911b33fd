import type { Finding } from "../../../schemas/finding.ts";
import { element } from "./element.ts";
import { EVIDENCE_WORDS } from "./evidence-words.ts";
import { given } from "./view.ts";
import type { Lang } from "./words.ts";

const VALUE_LENGTH_MAX = 2_000;

/** The numbers that decided a finding, each by its name; not those without. */
export function evidenceList(evidence: Finding["evidence"], lang: Lang): HTMLElement {
  const entries = Object.entries(evidence)
    .filter(([, value]) => value !== null)
    .flatMap(([name, value]) => [
      element("dt", { title: name }, EVIDENCE_WORDS.get(name)?.[lang] ?? given(name)),
      element("dd", {}, given(say(value))),
    ]);
  return element("dl", { class: "evidence" }, ...entries);
}

function say(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}
