/**
 * What the document's font, Roboto, draws: Latin, Greek, Cyrillic, and the usual signs. Which they
 * are was read from the font's own table of characters.
 */
const DRAWN = /[\n\x20-\x7e\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2026€]/u;
const NARROW_SPACE = /\u202f/g;

/** Text as the font can draw it; a character that it lacks is shown by its number. */
export function legible(text: string): string {
  return Array.from(text.replace(NARROW_SPACE, "\u00a0"), (character) =>
    DRAWN.test(character) ? character : codeOf(character),
  ).join("");
}

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `[U+${code}]`;
}
