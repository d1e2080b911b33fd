import type { BoardModel } from "./board-model.ts";
import { element } from "./element.ts";
import type { View } from "./view.ts";

const SPOKEN_MAX = 3;

/** A line that only screen readers see: says which series changed their state. */
export function createAnnouncer(model: BoardModel, { words }: View) {
  const root = element("p", { class: "spoken", role: "status", "aria-live": "polite" });
  let states = new Map<string, string>();

  function note(isSpeaking: boolean): void {
    const now = model.rows().map(({ series }) => series);
    const changed = now.filter(({ id, state }) => states.get(id) !== state);
    states = new Map(now.map(({ id, state }) => [id, state]));
    if (!isSpeaking || changed.length === 0) return;
    const said = changed
      .slice(0, SPOKEN_MAX)
      .map(({ asset, state }) => words.announce.change(asset, words.states[state]));
    const more = changed.length - said.length;
    root.textContent = [...said, ...(more > 0 ? [words.announce.more(more)] : [])].join(" ");
  }

  return { root, note };
}
