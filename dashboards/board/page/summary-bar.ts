import type { SlotState } from "../../../schemas/series-state.ts";
import type { Counts } from "./board-model.ts";
import { element } from "./element.ts";
import { type IconName, icon } from "./icon.ts";
import type { View } from "./view.ts";
import { STATE_TONES, STATES_WORST_FIRST, type Tone } from "./worst-first.ts";

/**
 * The numbers of the board: what is open, then how many series are in each state. A state is a
 * button that filters by it.
 */
export function createSummaryBar(view: View, onToggle: (state: SlotState) => void) {
  const open = element("div", { class: "open" });
  const states = element("div", { class: "states", role: "group" });
  const root = element(
    "section",
    { class: "summary", "aria-label": view.words.page.summary },
    open,
    states,
  );
  const buttons = new Map(STATES_WORST_FIRST.map((state) => [state, stateButton(state, view)]));
  for (const [state, { button }] of buttons)
    button.addEventListener("click", () => onToggle(state));
  states.append(...[...buttons.values()].map(({ button }) => button));
  states.setAttribute("aria-label", view.words.filter.label);

  function show(counts: Counts, chosen: ReadonlySet<SlotState>): void {
    const { summary } = view.words;
    open.replaceChildren(
      figure("critical", "critical", counts.open.critical, summary.criticals(counts.open.critical)),
      figure("warning", "warning", counts.open.warning, summary.warnings(counts.open.warning)),
      figure("unproven", "unknown", counts.neverProven, summary.neverProven(counts.neverProven)),
    );
    for (const [state, { button, count }] of buttons) {
      const inState = counts.states.get(state) ?? 0;
      count.textContent = view.formats.count(inState);
      button.hidden = inState === 0 && !chosen.has(state);
      button.setAttribute("aria-pressed", String(chosen.has(state)));
    }
  }

  function figure(name: IconName, tone: Tone, count: number, word: string) {
    return element(
      "div",
      { class: `figure ${count === 0 ? "zero" : `tone-${tone}`}` },
      icon(name),
      element("strong", {}, view.formats.count(count)),
      element("span", {}, word),
    );
  }

  return { root, show };
}

function stateButton(state: SlotState, { words }: View) {
  const count = element("strong");
  const attributes = { type: "button", class: `chip tone-${STATE_TONES[state]}` } as const;
  const word = element("span", {}, words.states[state]);
  return { button: element("button", attributes, icon(state), count, word), count };
}
