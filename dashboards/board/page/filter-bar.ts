import type { SlotState } from "../../../schemas/series-state.ts";
import { element } from "./element.ts";
import { formatFilter, parseFilter, type RowFilter } from "./row-filter.ts";
import type { View } from "./view.ts";

/**
 * The filter, kept in the address's hash so that it can be sent to somebody and survives a reload.
 */
export function createFilterBar({ words }: View, onChange: () => void) {
  const { label, placeholder } = words.filter;
  const input = element("input", { type: "search", "aria-label": label, placeholder });
  const count = element("span", { class: "quiet", role: "status" });
  const clear = element("button", { type: "button", class: "link" }, words.filter.clear);
  const root = element("div", { class: "filter", role: "search" }, input, count, clear);
  let filter: RowFilter = parseFilter(location.hash);

  function set(next: RowFilter): void {
    filter = next;
    history.replaceState(null, "", `${location.pathname}${location.search}${formatFilter(next)}`);
    onChange();
  }

  input.addEventListener("input", () => set({ ...filter, text: input.value.trim() }));
  clear.addEventListener("click", () => {
    input.value = "";
    set({ text: "", states: new Set() });
    input.focus();
  });
  addEventListener("hashchange", () => {
    filter = parseFilter(location.hash);
    input.value = filter.text;
    onChange();
  });
  input.value = filter.text;

  return {
    root,
    filter: () => filter,
    toggle: (state: SlotState) => {
      set({ ...filter, states: filter.states.symmetricDifference(new Set([state])) });
    },
    showCount: (shown: number, total: number) => {
      const isFiltering = filter.text !== "" || filter.states.size > 0;
      count.textContent = isFiltering ? words.filter.showing(shown, total) : "";
      clear.hidden = !isFiltering;
    },
  };
}
