/** Comments, texts (N'...' too), names in brackets or quotes; whatever else is left as it is. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[Nn]?'(?:[^']|'')*'|'(?:[^']|'')*'|\[((?:[^\]]|\]\])*)\]|"((?:[^"]|"")*)"/g;
const LIKE = /\blike\b/i;
/** Sets are T-SQL's alone, and a backslash escapes in PostgreSQL alone. */
const OTHER_PATTERN = /[[\\]/;
/** Nulls and texts have another order, `^` is a power, casts round, a bit is a string of bits. */
const OTHERWISE = /\border\s+by\b|\^|\bas\s+(?:(?:tiny|small|big)?int|bit)\b/i;
/** Without a length T-SQL casts to 30 characters, or to a decimal without decimals. */
const UNMEASURED =
  /\bas\s+(?:dec(?:imal)?|numeric|(?:national\s+)?(?:n?(?:var)?char|character))\b(?!\s*\()/i;

/**
 * T-SQL as PostgreSQL reads it, as far as names and texts go: names in brackets become quoted
 * ones, all without case. Null where PostgreSQL would give it another meaning than SQL Server, also
 * in a pattern.
 */
export function translateSql(sql: string): string | null {
  let hasOtherPattern = false;
  const translated = sql.replace(TOKEN, (token: string, bracketed?: string, quoted?: string) => {
    if (bracketed !== undefined) return quoteName(bracketed.replaceAll("]]", "]"));
    if (quoted !== undefined) return quoteName(quoted.replaceAll('""', '"'));
    if (token.startsWith("--") || token.startsWith("/*")) return " ";
    if (OTHER_PATTERN.test(token)) hasOtherPattern = true;
    return token.replace(/^[Nn]/, "");
  });
  const code = sql.replace(TOKEN, " ");
  const isOther = OTHERWISE.test(code) || UNMEASURED.test(code);
  return isOther || (hasOtherPattern && LIKE.test(code)) ? null : translated;
}

/** A name as the engine knows it: it folds ASCII alone. */
export function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Folded, as names without quotes are. */
export function quoteName(name: string): string {
  return `"${foldName(name).replaceAll('"', '""')}"`;
}
