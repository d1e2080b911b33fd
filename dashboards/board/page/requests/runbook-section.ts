import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

/** What people do to carry a plan out, to copy and to download. */
export function runbookSection(id: string, text: string, context: ViewContext): HTMLElement {
  const { lang } = context;
  const words = REQUESTS_WORDS[lang];
  const code = element("code", {}, text);
  const copy = element("button", { type: "button", "data-focus": "copy" }, words.copy);
  copy.addEventListener("click", () => void copyText(code, text, context));
  const file = `${id}.runbook.${lang}.md`;
  const href = `/api/v1/requests/${id}/runbook?lang=${lang}`;
  return element(
    "section",
    {},
    element("h2", {}, words.runbook),
    element("p", { class: "quiet" }, words.runbookIntro),
    element(
      "div",
      { class: "row-acts" },
      copy,
      element("a", { class: "button", href, download: file }, file),
    ),
    element("pre", { class: "runbook", tabindex: "0", "aria-label": words.runbook }, code),
  );
}

/** Browsers lend their clipboard to pages over TLS alone: elsewhere people copy what is marked. */
async function copyText(shown: HTMLElement, text: string, { lang, announce }: ViewContext) {
  const words = REQUESTS_WORDS[lang];
  try {
    await navigator.clipboard.writeText(text);
    announce(words.copied);
  } catch {
    getSelection()?.selectAllChildren(shown);
    announce(words.selected);
  }
}
