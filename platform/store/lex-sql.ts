export type SqlToken = {
  /**
   * `word`: an identifier, a keyword or a number; `quoted`: an identifier in quotes, given without
   * them.
   */
  readonly kind: "word" | "quoted" | "text" | "sign";
  readonly text: string;
};

const BLANK = /[ \t\n\r\f\v]+(?:--[^\n]*)?|^--[^\n]*|\/\*(?:(?!\/\*|\*\/)[\s\S])*\*\//y;
const TOKEN =
  /(?<word>\w+)|'(?<text>(?:[^'\\]|\\[\s\S])*)'|"(?<double>[^"\\]*)"|`(?<back>[^`\\]*)`|(?<sign>-(?!-)|\/(?![/*])|[()[\]{},;.+*%=!<>?:|])/y;

/**
 * The tokens of a statement as ClickHouse's lexer sees them (src/Parsers/Lexer.cpp); null where the
 * two might not agree, so that nothing hides between them: nested comments, comments that follow
 * without a blank, `//`, `#`, `$`, `@`, escapes in quoted identifiers, and whatever is not ASCII
 * outside of texts and comments.
 */
export function lexSql(sql: string): readonly SqlToken[] | null {
  const tokens: SqlToken[] = [];
  let position = 0;
  while (position < sql.length) {
    const blank = matchAt(BLANK, sql, position);
    const match = blank ?? matchAt(TOKEN, sql, position);
    if (match === null) return null;
    position += match[0].length;
    if (match.groups && !blank) tokens.push(toToken(match.groups));
  }
  return tokens;
}

function matchAt(pattern: RegExp, sql: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(sql);
}

function toToken(groups: Readonly<Record<string, string | undefined>>): SqlToken {
  const { word, text, sign } = groups;
  if (word !== undefined) return { kind: "word", text: word };
  if (text !== undefined) return { kind: "text", text };
  if (sign !== undefined) return { kind: "sign", text: sign };
  return { kind: "quoted", text: groups["double"] ?? groups["back"] ?? "" };
}
