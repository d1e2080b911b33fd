import { keepFilter, type SharedFilter } from "./board-address.ts";

/** Before a link is followed, opened elsewhere or copied, by whatever means, one of these comes. */
const BEFORE_USE = ["pointerover", "pointerdown", "focusin", "click"] as const;

/**
 * Links are drawn without the shared filter, and stay while it changes: each is given the filter
 * of the moment as it is used.
 */
export function fillLinks(filter: () => SharedFilter): void {
  const drawn = new WeakMap<Element, { readonly bare: string; readonly filled: string }>();

  function fill({ target }: Event): void {
    const link = target instanceof Element ? target.closest('a[href^="#/"]') : null;
    const hash = link?.getAttribute("href");
    if (!link || !hash) return;
    const known = drawn.get(link);
    const bare = known?.filled === hash ? known.bare : hash;
    const filled = keepFilter(bare, filter());
    drawn.set(link, { bare, filled });
    link.setAttribute("href", filled);
  }

  for (const name of BEFORE_USE) document.addEventListener(name, fill, { capture: true });
}
