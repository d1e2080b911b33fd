/**
 * A TypeScript text twice, at the same length: with all but its code blanked, and with all but its
 * strings (regular expressions too).
 */
export type SplitSource = { readonly code: string; readonly strings: string };

/** What a division cannot follow, so that a slash after it begins a regular expression. */
const BEFORE_REGEX = /(^|[=(,:;[!&|?{}+\-*%<>~^])\s*$|\b(return|typeof|case|of|in|yield|await)\s*$/;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const QUOTED = /(["'])(?:\\.|(?!\1)[^\\\n])*\1/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const TEMPLATE_TEXT = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;

/** Enough of a lexer to tell code from comments, strings, templates and regular expressions. */
export function splitSource(text: string): SplitSource {
  const out: Writer = { code: "", strings: "" };
  const open: ("`" | "{")[] = [];
  for (let at = 0; at < text.length; ) at += step(text, at, open, out);
  return out;
}

type Writer = { code: string; strings: string };

function step(text: string, at: number, open: ("`" | "{")[], out: Writer): number {
  if (open.at(-1) === "`") return stepTemplate(text, at, open, out);
  const comment = match(COMMENT, text, at);
  if (comment) return write(out, blank(comment), blank(comment));
  const quoted = match(QUOTED, text, at);
  if (quoted) return writeString(out, quoted);
  const regex = text[at] === "/" && BEFORE_REGEX.test(lastLine(out.code)) && match(REGEX, text, at);
  if (regex) return write(out, blank(regex), regex);
  const character = text.charAt(at);
  if (character === "`") open.push("`");
  else if (character === "{") open.push("{");
  else if (character === "}") open.pop();
  return write(out, character, blank(character));
}

function stepTemplate(text: string, at: number, open: ("`" | "{")[], out: Writer): number {
  if (text[at] === "`") {
    open.pop();
    return write(out, "`", " ");
  }
  if (text.startsWith("${", at)) {
    open.push("{");
    return write(out, "${", "  ");
  }
  const inside = match(TEMPLATE_TEXT, text, at) || text.charAt(at);
  return write(out, blank(inside), inside);
}

function writeString(out: Writer, quoted: string): number {
  const inside = quoted.slice(1, -1);
  const quote = quoted.charAt(0);
  return write(out, quote + blank(inside) + quote, ` ${inside} `);
}

function write(out: Writer, code: string, strings: string): number {
  out.code += code;
  out.strings += strings;
  return code.length;
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

function lastLine(code: string): string {
  const trimmed = code.trimEnd();
  return trimmed.slice(trimmed.lastIndexOf("\n") + 1);
}
