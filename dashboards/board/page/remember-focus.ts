import { findFocus } from "./fill-place.ts";
import { focusHeading } from "./focus-heading.ts";

/**
 * Returns the focus to what has it now, to what took its place meanwhile, or else to the heading of
 * the part that it was in.
 */
export function rememberFocus(): () => void {
  const held = document.activeElement;
  const around: Element[] = [];
  for (let one = held?.parentElement; one; one = one.parentElement) around.push(one);
  return () => {
    if (!(held instanceof HTMLElement)) return;
    if (held.isConnected) return held.focus();
    const part = around.find(({ isConnected }) => isConnected);
    if (!part) return;
    const again = findFocus(part, held);
    if (again) again.focus();
    else focusHeading(part);
  };
}
