import { type Child, element } from "./element.ts";

/** Names and what stands under them. */
export function definitions(fields: readonly (readonly [string, Child])[]): HTMLElement {
  return element(
    "dl",
    { class: "definitions" },
    ...fields.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)),
    ),
  );
}
