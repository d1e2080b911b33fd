import { type Child, element } from "../element.ts";

export type Fact = readonly [string, ...Child[]];

/** What is known, each under its name. */
export function factList(facts: readonly Fact[]): HTMLElement {
  const entries = facts.flatMap(([label, ...children]) => [
    element("dt", {}, label),
    element("dd", {}, ...children),
  ]);
  return element("dl", { class: "facts" }, ...entries);
}
