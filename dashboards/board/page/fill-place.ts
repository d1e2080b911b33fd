import type { Child } from "./element.ts";
import { focusHeading } from "./focus-heading.ts";

const filled = new WeakMap<HTMLElement, string>();

/**
 * Fills a place anew only if what it shows is another, so that focus and selection stay. `content`
 * is all that `make` shows, as JSON tells it apart. What has the focus keeps it, where it says by
 * `data-focus` what it is; where it is gone, the part's heading has it.
 */
export function fillPlace(
  place: HTMLElement,
  content: unknown,
  make: () => readonly Child[],
): void {
  const key = JSON.stringify(content);
  if (filled.get(place) === key) return;
  filled.set(place, key);
  const focused = place.querySelector<HTMLElement>(":focus");
  place.replaceChildren(...make().filter((child) => child !== null));
  if (!focused || focused.isConnected) return;
  const again = findFocus(place, focused);
  if (again) again.focus();
  else focusHeading(place);
}

/** What took the place of something that said by `data-focus` what it is. */
export function findFocus(within: Element, { dataset }: HTMLElement): HTMLElement | null {
  const { focus } = dataset;
  return focus === undefined ? null : within.querySelector(`[data-focus="${CSS.escape(focus)}"]`);
}
