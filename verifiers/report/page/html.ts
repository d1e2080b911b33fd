/** Text that is safe to stand in a page; only `html` makes it. */
export type Html = { readonly safe: string };

type Value = Html | readonly Html[] | string | number;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A template whose values are escaped unless they are `Html` themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const safe = strings.map((text, index) => text + render(values[index] ?? "")).join("");
  return { safe };
}

/** Parts one after another, with nothing in between. */
export function joinHtml(parts: readonly Html[]): Html {
  return { safe: parts.map(({ safe }) => safe).join("") };
}

function render(value: Value): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escapeText(value);
  return "safe" in value ? value.safe : joinHtml(value).safe;
}

/** Characters that cannot be seen or that turn the direction of text are shown by their number. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, showCode);
}

function showCode(character: string): string {
  if (character === "\n") return " ";
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `[U+${code}]`;
}
