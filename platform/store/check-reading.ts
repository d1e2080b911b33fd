import { ClickHouseError } from "@clickhouse/client";
import { lexSql, type SqlToken } from "./lex-sql.ts";

/** What may be called, by exact name and by name in lower case. */
export type ReadingVocabulary = {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
};

const STARTS = new Set(["select", "with", "describe", "desc", "exists"]);
/**
 * `INTO OUTFILE` writes files, `APPLY` calls a function without parentheses, `{x:Identifier}` hides
 * a name.
 */
const FORBIDDEN = new Set(["into", "apply", "identifier"]);
/** Databases that show other databases, or the machine's own files. */
const HIDDEN_DATABASES = ["system", "information_schema", "default"];
const SYSTEM_TABLES = new Set(["one", "numbers"]);
const TABLE_FUNCTIONS = new Set(["numbers", "values", "view", "generateSeries", "generate_series"]);
/** Keywords that may stand before a parenthesis. */
const KEYWORDS = new Set(
  `all and any anti array as asc asof between by case columns cross cube desc distinct div else end except exists
  filter from full global having ilike in inner intersect interpolate interval is join left like limit mod not offset
  on or outer over partition prewhere qualify regexp replace right rollup sample select semi sets settings then to
  union using values when where window with`.split(/\s+/),
);
const NAME_CHARACTERS_MAX = 100;
const COMBINATORS = /(?:If|Array|Distinct|OrNull|OrDefault|State|Merge|ForEach|Map|ArgMin|ArgMax)$/;

/**
 * Throws a `ClickHouseError` unless `sql` is one statement that only reads what `databases` doesn't
 * hold. The engine's own `readonly = 1` refuses writing, settings and most that is foreign;
 * measured, it lets pass `file()` as a scalar function, INTO OUTFILE, KILL QUERY, several
 * statements at once, and all of `system`.
 */
export function checkReading(
  sql: string,
  vocabulary: ReadingVocabulary,
  databases: readonly string[],
): void {
  const tokens = lexSql(sql);
  if (tokens === null) throw refusal("a character or comment that reading doesn't allow");
  const statement = tokens.at(-1)?.text === ";" ? tokens.slice(0, -1) : tokens;
  const first = statement.find(({ text }) => text !== "(");
  if (!first || !STARTS.has(first.text.toLowerCase()))
    throw refusal("a statement that doesn't read");
  const hidden = new Set([...HIDDEN_DATABASES, ...databases].map((name) => name.toLowerCase()));
  statement.forEach((token, index) => {
    const next = statement.slice(index + 1, index + 3);
    const fault = findFault(token, next, hidden, vocabulary);
    if (fault) throw refusal(fault);
  });
}

function findFault(
  { kind, text }: SqlToken,
  [next, afterNext]: readonly SqlToken[],
  hidden: ReadonlySet<string>,
  vocabulary: ReadingVocabulary,
): string | null {
  if (kind === "text") return null;
  if (kind === "sign") return text === ";" ? "several statements" : null;
  const folded = text.toLowerCase();
  if (FORBIDDEN.has(folded)) return text;
  if (hidden.has(folded) && !isSystemTable(folded, next, afterNext)) return `database ${text}`;
  if (next?.kind !== "sign" || next.text !== "(") return null;
  if (kind === "word" && KEYWORDS.has(folded)) return null;
  return isCallable(text, vocabulary) ? null : `function ${text}`;
}

function isSystemTable(folded: string, next?: SqlToken, afterNext?: SqlToken): boolean {
  if (folded !== "system" || next?.text !== ".") return false;
  return afterNext !== undefined && SYSTEM_TABLES.has(afterNext.text);
}

function isCallable(name: string, { exact, folded }: ReadingVocabulary): boolean {
  if (TABLE_FUNCTIONS.has(name) || exact.has(name) || folded.has(name.toLowerCase())) return true;
  if (name.length > NAME_CHARACTERS_MAX) return false;
  const base = name.replace(COMBINATORS, "");
  return base !== name && base !== "" && isCallable(base, { exact, folded });
}

function refusal(what: string): ClickHouseError {
  return new ClickHouseError({
    code: "164",
    type: "READONLY",
    message: `Cannot execute in readonly mode: ${what}. `,
  });
}
