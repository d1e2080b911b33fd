const TEXT_LENGTH_MAX = 300;

/** What others wrote, on one line and no longer than a sentence may be; the event has all of it. */
export function cutText(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > TEXT_LENGTH_MAX ? `${line.slice(0, TEXT_LENGTH_MAX)}…` : line;
}
