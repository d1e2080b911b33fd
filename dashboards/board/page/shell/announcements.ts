import { after } from "../after.ts";
import { element } from "../element.ts";
import { icon } from "../icon.ts";

const SHOWN_MS = 8_000;

/** What was done or failed, told to screen readers at once and shown for a while. */
export function createAnnouncements() {
  const root = element("div", { class: "announcements", role: "status", "aria-live": "polite" });
  let forget = () => {};

  function announce(text: string, kind: "done" | "failed" = "done"): void {
    const tone = kind === "done" ? "good" : "warning";
    root.replaceChildren(
      element(
        "p",
        { class: `tone-${tone}` },
        icon(kind === "done" ? "filled" : "warning"),
        element("span", {}, text),
      ),
    );
    forget();
    forget = after(SHOWN_MS, () => root.replaceChildren());
  }

  return { root, announce };
}
