/** By a text's place in `elsewhere`. */
const MARKS = ["\u0001", "\u0002", "\u0003", "\u0004"];

/**
 * An event's JSON without the first of each text that a column holds as well, up to four, with a
 * mark in its place: they are random mostly, and would be most of what the store keeps. The view
 * `events` puts them back. JSON has no control characters as they are, so no mark is taken for
 * another.
 */
export function shortenBody(json: string, elsewhere: readonly string[]): string {
  return elsewhere.reduce((short, text, index) => {
    // What is in the JSON itself holds no mark, and so can't be taken for one.
    if (text === "" || !json.includes(text)) return short;
    return short.replace(text, MARKS[index] ?? text);
  }, json);
}
