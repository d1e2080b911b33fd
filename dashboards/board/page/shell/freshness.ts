import { element } from "../element.ts";
import { focusHeading } from "../focus-heading.ts";
import { icon } from "../icon.ts";
import type { View } from "../view.ts";
import type { Lang } from "../words.ts";
import { ApiError } from "./page-view.ts";
import { SHELL_WORDS } from "./shell-words.ts";

/** Says of a view that could not be refreshed since when it stands, why, and what to do. */
export function createFreshness(lang: Lang, { formats, now }: View, onRetry: () => void) {
  const words = SHELL_WORDS[lang];
  const root = element("div", { class: "freshness", role: "alert" });
  const since = element("strong");
  const why = element("span");
  const retry = element("button", { type: "button", class: "link" }, words.retry);
  retry.addEventListener("click", onRetry);
  const note = element(
    "p",
    { class: "tone-warning" },
    icon("warning"),
    since,
    " ",
    why,
    " ",
    retry,
  );
  let freshAt: string | null = null;

  function showFailed(error: unknown): void {
    since.textContent = freshAt === null ? words.neverFresh : words.stale(formats.time(freshAt));
    const [said, hint] = error instanceof ApiError ? [error.message, error.hint] : [null, null];
    why.textContent = [said ?? String(error), hint ?? ""].join(". ");
    // The same button at each failure: who holds it keeps it.
    if (!note.isConnected) root.append(note);
    if (!(error instanceof ApiError)) reportError(error);
  }

  function clear(): void {
    const isHeld = root.contains(document.activeElement);
    note.remove();
    if (isHeld) focusHeading(root);
  }

  return {
    root,
    showFailed,
    showFresh: (): void => {
      freshAt = now();
      clear();
    },
    reset: (): void => {
      freshAt = null;
      clear();
    },
  };
}
