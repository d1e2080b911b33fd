import type { Formats } from "./create-formats.ts";
import { element } from "./element.ts";
import { type IconName, icon } from "./icon.ts";
import type { Tone } from "./worst-first.ts";

/** What it takes to say an instant: how they read here, and what time it is. */
export type View = {
  readonly formats: Formats;
  /** Vigie's own time, as of what it last said. */
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
export function ago(at: string, { formats, now }: View): HTMLTimeElement {
  const text = formats.relative(at, now());
  return element("time", { datetime: at, title: formats.full(at), "data-ago": true }, text);
}

/** "20 Nov, 01:14"; the whole instant on hover. */
export function instant(at: string, { formats }: View): HTMLTimeElement {
  return element("time", { datetime: at, title: formats.full(at) }, formats.instant(at));
}

export function refreshTimes({ formats, now }: View): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-ago]")) {
    const text = formats.relative(time.dateTime, now());
    if (time.textContent !== text) time.textContent = text;
  }
}
