/** Quoted text and names, comments, and what is left: the placeholders. */
const PARTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g;
const TEXTS_KEPT_MAX = 500;

const numbered = new Map<string, string>();

/** SQL with `?` placeholders as PostgreSQL takes it: `$1`, `$2` and so on. */
export function numberPlaceholders(sql: string): string {
  const known = numbered.get(sql);
  if (known !== undefined) return known;
  let number = 0;
  const text = sql.replace(PARTS, (part) => (part === "?" ? `$${++number}` : part));
  if (numbered.size >= TEXTS_KEPT_MAX) numbered.clear();
  numbered.set(sql, text);
  return text;
}
