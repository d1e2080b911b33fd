/**
 * What steers how text is shown without being text: overrides of direction, zero-width marks, tags.
 * Joiners (U+200C, U+200D) stay, as some scripts need them.
 */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Text that others wrote as one line that shows what it says, of at most `lengthMax` characters
 * (UTF-16 units), its end marked where it was cut.
 */
export function plainLine(text: string, lengthMax: number): string {
  const near = text.slice(0, lengthMax * 4).toWellFormed();
  const line = near
    .replace(INVISIBLE, "")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return cutLine(line, lengthMax);
}

/** The beginning of a text, cut between characters, with `…` where something is gone. */
export function cutLine(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const head = text.slice(0, Math.max(lengthMax - 1, 0));
  return `${head.replace(/[\ud800-\udbff]$/, "").trimEnd()}…`;
}
