import type { Formats } from "./create-formats.ts";
import { element } from "./element.ts";
import { type IconName, icon } from "./icon.ts";
import type { Lang, Words } from "./words.ts";
import type { Tone } from "./worst-first.ts";

/** What every part of the page needs to speak to its reader. */
export type View = {
  readonly lang: Lang;
  readonly words: Words;
  readonly formats: Formats;
  /** Vigie's own time, as of its last message. */
  readonly now: () => string;
};

/** A state, severity or outcome: shape, word and colour together. */
export function badge(name: IconName, tone: Tone, word: string): HTMLElement {
  return element("span", { class: `badge tone-${tone}` }, icon(name), element("span", {}, word));
}

/** A name as somebody else gave it: isolated, so that its direction marks don't spill over. */
export function given(name: string): HTMLElement {
  return element("bdi", { class: "given" }, name);
}

/** "3 hr ago", kept true by `refreshTimes`; the whole instant on hover. */
export function ago(at: string, view: View): HTMLTimeElement {
  const text = view.formats.relative(at, view.now());
  return element("time", { datetime: at, title: view.formats.full(at), "data-ago": true }, text);
}

/** "20 Nov, 01:14"; the whole instant on hover. */
export function instant(at: string, view: View): HTMLTimeElement {
  const title = view.formats.full(at);
  return element("time", { datetime: at, title }, view.formats.instant(at));
}

export function refreshTimes(view: View): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-ago]")) {
    const text = view.formats.relative(time.dateTime, view.now());
    if (time.textContent !== text) time.textContent = text;
  }
}
