/**
 * Where the scanner stands between two characters of a script. One per script, carried from line
 * to line.
 */
export type ScanState = {
  mode: "plain" | "quote" | "escape-quote" | "name" | "dollar" | "comment";
  /** The delimiter that ends a dollar quote. */
  tag: string;
  commentDepth: number;
  parenthesisDepth: number;
  /** Depth of BEGIN ATOMIC bodies, whose semicolons end nothing. */
  bodyDepth: number;
  /** First words of the statement, in upper case. */
  words: string[];
  hasContent: boolean;
  standardStrings: boolean;
};

export type Stop = {
  readonly kind: "line-end" | "semicolon" | "backslash";
  /** Position in the line: after the semicolon, or of the backslash. */
  readonly at: number;
};

const WORDS_KEPT = 4;
const PLAIN =
  /--|\/\*|\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$|[A-Za-z_\x80-\xff][\w$\x80-\xff]*|[0-9][\w$.]*|\S/g;
const ESCAPED_QUOTE_END = /\\[\s\S]|''|'/g;
const COMMENT_EDGE = /\/\*|\*\//g;

export function createScanState(): ScanState {
  return {
    mode: "plain",
    tag: "",
    commentDepth: 0,
    parenthesisDepth: 0,
    bodyDepth: 0,
    words: [],
    hasContent: false,
    standardStrings: true,
  };
}

/** A new statement begins; what a SET said about strings stays. */
export function beginStatement(state: ScanState): void {
  Object.assign(state, { ...createScanState(), standardStrings: state.standardStrings });
}

/**
 * Reads a line (bytes as Latin-1, line end included) from `from` as psql's own scanner does, up to
 * the next top-level
 * semicolon, the next backslash outside quotes, or the line's end.
 */
export function scanSql(line: string, from: number, state: ScanState): Stop {
  let at = from;
  while (at < line.length) {
    if (state.mode !== "plain") {
      at = leaveQuote(line, at, state);
      continue;
    }
    PLAIN.lastIndex = at;
    const token = PLAIN.exec(line);
    if (!token || token[0] === "--") break;
    at = PLAIN.lastIndex;
    if (token[0] === "\\") return { kind: "backslash", at: token.index };
    if (token[0] === ";" && state.parenthesisDepth === 0 && state.bodyDepth === 0)
      return { kind: "semicolon", at };
    enter(token[0], line[at] === "'", state);
    if (isStringPrefix(token[0]) && line[at] === "'") at += 1;
  }
  return { kind: "line-end", at: line.length };
}

function isStringPrefix(token: string): boolean {
  return token === "E" || token === "e";
}

function enter(token: string, beforeQuote: boolean, state: ScanState): void {
  if (token === "/*") {
    state.mode = "comment";
    state.commentDepth = 1;
    return;
  }
  state.hasContent = true;
  if (token === "'") state.mode = state.standardStrings ? "quote" : "escape-quote";
  else if (token === '"') state.mode = "name";
  else if (token === "(") state.parenthesisDepth += 1;
  else if (token === ")") state.parenthesisDepth = Math.max(0, state.parenthesisDepth - 1);
  else if (token.startsWith("$") && token.length > 1) {
    state.mode = "dollar";
    state.tag = token;
  } else if (isStringPrefix(token) && beforeQuote) state.mode = "escape-quote";
  else if (/^[A-Za-z_]/.test(token)) noteWord(token.toUpperCase(), state);
}

function noteWord(word: string, state: ScanState): void {
  if (state.words.length < WORDS_KEPT) state.words.push(word);
  if (!createsRoutine(state.words)) return;
  if (word === "BEGIN" || (word === "CASE" && state.bodyDepth > 0)) state.bodyDepth += 1;
  else if (word === "END" && state.bodyDepth > 0) state.bodyDepth -= 1;
}

function createsRoutine([first, second, third, fourth]: readonly string[]): boolean {
  if (first !== "CREATE") return false;
  const what = second === "OR" && third === "REPLACE" ? fourth : second;
  return what === "FUNCTION" || what === "PROCEDURE";
}

/**
 * Reads on to where the quote or comment ends, or to the line's end; returns the position after
 * it.
 */
function leaveQuote(line: string, from: number, state: ScanState): number {
  if (state.mode === "comment") return leaveComment(line, from, state);
  if (state.mode === "escape-quote") return leaveEscapedQuote(line, from, state);
  const delimiter = state.mode === "dollar" ? state.tag : state.mode === "name" ? '"' : "'";
  const at = line.indexOf(delimiter, from);
  if (at < 0) return line.length;
  state.mode = "plain";
  return at + delimiter.length;
}

function leaveEscapedQuote(line: string, from: number, state: ScanState): number {
  ESCAPED_QUOTE_END.lastIndex = from;
  for (let hit = ESCAPED_QUOTE_END.exec(line); hit; hit = ESCAPED_QUOTE_END.exec(line)) {
    if (hit[0] !== "'") continue;
    state.mode = "plain";
    return ESCAPED_QUOTE_END.lastIndex;
  }
  return line.length;
}

function leaveComment(line: string, from: number, state: ScanState): number {
  COMMENT_EDGE.lastIndex = from;
  for (let hit = COMMENT_EDGE.exec(line); hit; hit = COMMENT_EDGE.exec(line)) {
    state.commentDepth += hit[0] === "/*" ? 1 : -1;
    if (state.commentDepth > 0) continue;
    state.mode = "plain";
    return COMMENT_EDGE.lastIndex;
  }
  return line.length;
}
