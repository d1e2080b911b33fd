/**
 * What ECMAScript has and TypeScript's own library does not know yet: numbers with the text that
 * they were written as.
 */
type SourceJson = {
  readonly parse: (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => unknown;
  readonly rawJSON: (text: string) => object;
  readonly isRawJSON: (value: unknown) => value is { readonly rawJSON: string };
};

const json = JSON as unknown as SourceJson;

/**
 * A double gives back every decimal of so many significant digits as it was written (IEEE 754,
 * `DBL_DIG`).
 */
const EXACT_DIGITS_MAX = 15;
const MAYBE_INEXACT = /[0-9]{16}|[0-9.]{17}|[0-9][eE]/;

/**
 * The value of a JSON text in which a number that a double would bend is kept as it was written;
 * `JSON.stringify` writes it back so. Throws as `JSON.parse` does.
 */
export function parseExactJson(text: string): unknown {
  if (!MAYBE_INEXACT.test(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && isBent(value, source)
      ? json.rawJSON(source)
      : value,
  );
}

/** The text of a number kept by `parseExactJson`; null for any other value. */
export function exactNumberText(value: unknown): string | null {
  return json.isRawJSON(value) ? value.rawJSON : null;
}

function isBent(value: number, source: string): boolean {
  const digits = source
    .replace(/[eE].*$/, "")
    .replace(/[^0-9]/g, "")
    .replace(/^0+/, "");
  if (!Number.isFinite(value) || digits.length > EXACT_DIGITS_MAX) return true;
  return value === 0 && digits !== "";
}
