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
const INEXACT_LENGTH_MIN = 3;
const MAYBE_INEXACT = /[0-9]{16}|[0-9.]{17}|[0-9][eE]/;

/**
 * The value of a JSON text in which a number that a double would bend is kept as it was written;
 * `JSON.stringify` writes it back so. `plain` is what `JSON.parse` made of the text, which it
 * mostly is.
 */
export function parseExactJson(text: string, plain: unknown): unknown {
  if (!mayBend(text)) return plain;
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

/** Looks between the texts only: identifiers and hashes are full of digits, and each costs. */
function mayBend(json: string): boolean {
  for (let at = 0; ; ) {
    const opens = json.indexOf('"', at);
    const ends = opens === -1 ? json.length : opens;
    if (ends - at >= INEXACT_LENGTH_MIN && MAYBE_INEXACT.test(json.slice(at, ends))) return true;
    if (opens === -1) return false;
    at = endOfText(json, opens) + 1;
  }
}

/** Where the text that opens here closes: at the next quote that no backslash escapes. */
function endOfText(json: string, opens: number): number {
  for (let at = json.indexOf('"', opens + 1); ; at = json.indexOf('"', at + 1)) {
    let before = at - 1;
    while (json[before] === "\\") before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}

function isBent(value: number, source: string): boolean {
  const digits = source
    .replace(/[eE].*$/, "")
    .replace(/[^0-9]/g, "")
    .replace(/^0+/, "");
  if (!Number.isFinite(value) || digits.length > EXACT_DIGITS_MAX) return true;
  return value === 0 && digits !== "";
}
