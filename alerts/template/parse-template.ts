/** A text with places for values. `isQuoted`: within a string, as JSON writes it. */
export type Template = { readonly parts: readonly TemplatePart[] };

export type TemplatePart =
  | { readonly text: string }
  | { readonly path: string; readonly isQuoted: boolean };

/** What is wrong with a template, and where: in characters from its beginning. */
export type TemplateFault = { readonly fault: string; readonly offset: number };

const PLACE = /\{\{([^{}]*)\}\}/g;
const STRAY = /\{\{|\}\}/;

/**
 * Reads a text whose `{{ path }}` stand for values: no conditions, no loops, no code. `paths` are
 * those that there are; anything else between braces is a fault.
 */
export function parseTemplate(text: string, paths: readonly string[]): Template | TemplateFault {
  const parts: TemplatePart[] = [];
  let from = 0;
  let isQuoted = false;
  const addText = (piece: string): TemplateFault | null => {
    const stray = STRAY.exec(piece);
    if (stray) {
      const fault = `"${stray[0]}" has no ${stray[0] === "{{" ? '"}}"' : '"{{"'} to go with it`;
      return { fault, offset: from + stray.index };
    }
    parts.push({ text: piece });
    isQuoted = endsQuoted(piece, isQuoted);
    return null;
  };
  for (const place of text.matchAll(PLACE)) {
    const fault = addText(text.slice(from, place.index));
    if (fault) return fault;
    const [whole, inner = ""] = place;
    const path = inner.trim();
    if (!paths.includes(path)) {
      const offset = place.index + 2 + (inner.length - inner.trimStart().length);
      return { fault: `there is no ${JSON.stringify(path)}`, offset };
    }
    parts.push({ path, isQuoted });
    from = place.index + whole.length;
  }
  return addText(text.slice(from)) ?? { parts };
}

/**
 * The same of a text that is to be JSON once values stand in it: within quotes a value is written
 * as text, elsewhere as JSON.
 */
export function parseJsonTemplate(
  text: string,
  paths: readonly string[],
): Template | TemplateFault {
  const template = parseTemplate(text, paths);
  if ("fault" in template) return template;
  const filled = text.replaceAll(PLACE, (place, _inner, offset: number) =>
    endsQuoted(text.slice(0, offset), false) ? "x".repeat(place.length) : "0".padEnd(place.length),
  );
  try {
    JSON.parse(filled);
    return template;
  } catch (error) {
    return { fault: "it is not JSON from here on", offset: faultOffset(error, filled) };
  }
}

/** Whether JSON is within a string at the end of a piece that follows on another. */
function endsQuoted(piece: string, wasQuoted: boolean): boolean {
  const quotes = piece.replaceAll(/\\./gs, "").split('"').length - 1;
  return quotes % 2 === 0 ? wasQuoted : !wasQuoted;
}

/** Node says in words where it stopped; where it says nothing, that is the end. */
function faultOffset(error: unknown, text: string): number {
  const said = error instanceof Error ? /position ([0-9]+)/.exec(error.message)?.[1] : undefined;
  return Math.min(Number(said ?? text.trimEnd().length), text.length);
}
