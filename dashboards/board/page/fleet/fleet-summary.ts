import type { SlotState } from "../../../../schemas/series-state.ts";
import { element } from "../element.ts";
import { fillPlace } from "../fill-place.ts";
import { type IconName, icon } from "../icon.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { WORDS } from "../words.ts";
import { STATE_TONES, STATES_WORST_FIRST, type Tone } from "../worst-first.ts";
import type { FleetTotals, StateCount } from "./fleet-rows.ts";
import { fleetVerdict } from "./fleet-verdict.ts";
import { FLEET_WORDS } from "./fleet-words.ts";

const ICONS: Readonly<Record<Tone, IconName>> = {
  critical: "critical",
  warning: "warning",
  unknown: "unknown",
  active: "running",
  idle: "waiting",
  good: "filled",
};

type Options = {
  readonly context: Pick<ViewContext, "lang" | "formats">;
  /** A state was pressed, or released. */
  readonly onToggle: (state: SlotState) => void;
};

/** The night in a sentence, then in figures: what is wrong first, and large. */
export function createFleetSummary({ context, onToggle }: Options) {
  const { lang, formats } = context;
  const words = FLEET_WORDS[lang];
  const verdict = element("p", { class: "verdict", role: "status" });
  const figures = element("div", { class: "figures" });
  const tiles = STATES_WORST_FIRST.map((state) => ({ state, ...stateTile(state, lang) }));
  for (const { state, button } of tiles) button.addEventListener("click", () => onToggle(state));
  const states = element(
    "div",
    { class: "tiles", role: "group", "aria-label": words.states },
    ...tiles.map(({ button }) => button),
  );
  const root = element("section", { class: "summary", "aria-label": words.states });
  root.append(verdict, states, figures);

  function show(
    counts: readonly StateCount[],
    totals: FleetTotals,
    chosen: readonly SlotState[],
  ): void {
    const { tone, text } = fleetVerdict(counts, totals.openCritical, words.verdict);
    fillPlace(verdict, { tone, text }, () => [icon(ICONS[tone]), element("span", {}, text)]);
    verdict.className = `verdict tone-${tone}`;
    const of = new Map(counts.map(({ state, series }) => [state, series]));
    for (const { state, button, count } of tiles) {
      const series = of.get(state) ?? 0;
      count.textContent = formats.count(series);
      button.hidden = series === 0 && !chosen.includes(state);
      button.setAttribute("aria-pressed", String(chosen.includes(state)));
    }
    figures.replaceChildren(
      figure("critical", "critical", totals.openCritical, words.criticals(totals.openCritical)),
      figure("warning", "warning", totals.openWarning, words.warnings(totals.openWarning)),
      figure("unproven", "unknown", totals.neverProven, words.neverProven(totals.neverProven)),
    );
  }

  function figure(name: IconName, tone: Tone, count: number, word: string): HTMLElement {
    return element(
      "p",
      { class: `figure ${count === 0 ? "zero" : `tone-${tone}`}` },
      ...[icon(name), element("strong", {}, formats.count(count)), ` ${word}`],
    );
  }

  return { root, show };
}

function stateTile(state: SlotState, lang: ViewContext["lang"]) {
  const count = element("strong");
  const word = element("span", {}, WORDS[lang].states[state]);
  const attributes = {
    type: "button",
    class: `chip tile tile-${STATE_TONES[state]} tone-${STATE_TONES[state]}`,
    "data-state": state,
  };
  return { button: element("button", attributes, icon(state), count, " ", word), count };
}
