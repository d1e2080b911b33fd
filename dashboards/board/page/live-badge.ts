import type { Formats } from "./create-formats.ts";
import { element } from "./element.ts";
import { icon } from "./icon.ts";
import type { Words } from "./words.ts";

type Options = { readonly words: Words["live"]; readonly formats: Formats };

/** Says whether what is shown is live, and if not, since when it stands still. */
export function createLiveBadge({ words, formats }: Options) {
  const state = element("p", { class: "live", role: "status" }, words.connecting);
  const time = element("span", { class: "quiet" });
  const root = element("div", { class: "liveness" }, state, time);
  let heardAt: string | null = null;
  let isLive = false;

  function showLive(at: string): void {
    heardAt = at;
    time.textContent = words.asOf(formats.time(at));
    if (isLive) return;
    isLive = true;
    state.className = "live tone-good";
    state.replaceChildren(icon("filled"), element("strong", {}, words.live));
  }

  function showStale(): void {
    if (!isLive && state.classList.contains("tone-warning")) return;
    isLive = false;
    const text = heardAt ? words.staleSince(formats.time(heardAt)) : words.neverConnected;
    time.textContent = "";
    state.className = "live tone-warning";
    state.replaceChildren(icon("warning"), element("strong", {}, text));
  }

  return { root, showLive, showStale };
}
