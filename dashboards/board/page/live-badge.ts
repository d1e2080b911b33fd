import { element } from "./element.ts";
import { icon } from "./icon.ts";
import type { View } from "./view.ts";

/** Says whether what is shown is live, and if not, since when it stands still. */
export function createLiveBadge({ words, formats }: View) {
  const root = element("p", { class: "live", role: "status" }, words.live.connecting);
  const time = element("span", { class: "quiet" });
  let heardAt: string | null = null;
  let isLive = false;

  function showLive(at: string): void {
    heardAt = at;
    time.textContent = words.live.asOf(formats.time(at));
    if (isLive) return;
    isLive = true;
    root.className = "live tone-good";
    root.replaceChildren(icon("filled"), element("strong", {}, words.live.live));
  }

  function showStale(): void {
    if (!isLive && root.classList.contains("tone-warning")) return;
    isLive = false;
    const text = heardAt ? words.live.staleSince(formats.time(heardAt)) : words.live.neverConnected;
    time.textContent = "";
    root.className = "live tone-warning";
    root.replaceChildren(icon("warning"), element("strong", {}, text));
  }

  return { root, time, showLive, showStale };
}
