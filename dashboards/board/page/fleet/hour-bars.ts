import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import type { HourSlots } from "./fleet-rows.ts";
import { FLEET_WORDS } from "./fleet-words.ts";

/** How many series are due in each of the coming hours: a bar, and its number beside it. */
export function createHourBars({ lang, formats }: Pick<ViewContext, "lang" | "formats">) {
  const words = FLEET_WORDS[lang];
  const root = element("div", { class: "table-place" });
  let key = "";

  function show(rows: readonly HourSlots[]): void {
    const next = JSON.stringify(rows);
    if (next === key) return;
    key = next;
    if (rows.length === 0) {
      root.replaceChildren(element("p", { class: "empty" }, words.nextEmpty));
      return;
    }
    const most = Math.max(...rows.map(({ series }) => series));
    const heads = [words.hour, words.total].map((head) => element("th", { scope: "col" }, head));
    root.replaceChildren(
      element(
        "table",
        { class: "hours", "aria-label": words.next },
        element("thead", { class: "spoken" }, element("tr", {}, ...heads)),
        element("tbody", {}, ...rows.map((row) => hour(row, most))),
      ),
    );
  }

  function hour({ at, series }: HourSlots, most: number): HTMLElement {
    const bar = element("i", { "aria-hidden": "true" });
    bar.style.inlineSize = `${Math.max(1, Math.round((series / most) * 100))}%`;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, formats.instant(at)),
      element("td", {}, element("div", { class: "bar" }, bar), formats.count(series)),
    );
  }

  return { root, show };
}
