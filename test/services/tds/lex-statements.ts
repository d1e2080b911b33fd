/** A word, a sign, or what stands in quotes or brackets, with those undone. */
export type Lexeme = { readonly kind: "word" | "sign" | "text" | "name"; readonly text: string };

const LEXEME = /--[^\n]*|\s+|N?'((?:[^']|'')*)'|\[((?:[^\]]|\]\])*)\]|([\w@$#.]+)|([^\w\s'[\]])/gy;

/** Cuts a batch into its statements as the server would: at each semicolon that is not quoted. */
export function lexStatements(sql: string): readonly (readonly Lexeme[])[] {
  const statements: Lexeme[][] = [[]];
  LEXEME.lastIndex = 0;
  while (LEXEME.lastIndex < sql.length) {
    const found = LEXEME.exec(sql);
    if (!found) throw new Error("Incorrect syntax");
    const lexeme = toLexeme(found);
    if (lexeme?.kind === "sign" && lexeme.text === ";") statements.push([]);
    else if (lexeme) statements.at(-1)?.push(lexeme);
  }
  return statements.filter((statement) => statement.length > 0);
}

function toLexeme([, text, name, word, sign]: RegExpExecArray): Lexeme | null {
  if (text !== undefined) return { kind: "text", text: text.replaceAll("''", "'") };
  if (name !== undefined) return { kind: "name", text: name.replaceAll("]]", "]") };
  if (word !== undefined) return { kind: "word", text: word };
  if (sign !== undefined) return { kind: "sign", text: sign };
  return null;
}

/** The words that a statement begins with, in upper case: `RESTORE DATABASE`. */
export function headOf(statement: readonly Lexeme[]): string {
  const end = statement.findIndex(({ kind }) => kind !== "word");
  const words = end < 0 ? statement : statement.slice(0, end);
  return words
    .map(({ text }) => text.toUpperCase())
    .slice(0, 2)
    .join(" ");
}

/** What follows a word and perhaps a sign: the value of `FILE = 1`. */
export function valueAfter(statement: readonly Lexeme[], word: string): Lexeme | null {
  const at = statement.findIndex(
    ({ kind, text }) => kind === "word" && text.toUpperCase() === word,
  );
  if (at < 0) return null;
  const next = statement[at + 1];
  return (next?.kind === "sign" ? statement[at + 2] : next) ?? null;
}

export function hasWord(statement: readonly Lexeme[], word: string): boolean {
  return statement.some(({ kind, text }) => kind === "word" && text.toUpperCase() === word);
}
