const HEADING = "h1, h2, h3";

/**
 * Where what had the focus is gone: on to the heading of the part that it was in, so that who goes
 * by keys or by ear doesn't begin at the top of the page again.
 */
export function focusHeading(part: Element): void {
  for (let around: Element | null = part; around; around = around.parentElement) {
    const heading = around.querySelector<HTMLElement>(HEADING);
    if (!heading?.checkVisibility()) continue;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    return;
  }
}
