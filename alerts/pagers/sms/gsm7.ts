/** The GSM 7-bit default alphabet: 3GPP TS 23.038, 6.2.1. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Its extension table, two septets each: 6.2.1.1. */
const EXTENDED = "^{}\\[~]|€";

const REPLACED: Readonly<Record<string, string>> = {
  ...{ "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "..." },
  ...{ "–": "-", "—": "-", œ: "oe", Œ: "OE", "\u00a0": " ", "\u202f": " " },
};

/** A text in characters that every telephone shows, near to what was written; `?` where none is. */
export function toGsm7(text: string): string {
  return [...text].map(replace).join("");
}

/** How much of a short message a text in that alphabet takes. */
export function countSeptets(text: string): number {
  return [...text].reduce((sum, letter) => sum + (EXTENDED.includes(letter) ? 2 : 1), 0);
}

function replace(letter: string): string {
  if (isKnown(letter)) return letter;
  const near = REPLACED[letter] ?? letter.normalize("NFD").replaceAll(/\p{M}/gu, "");
  return near !== "" && [...near].every(isKnown) ? near : "?";
}

function isKnown(letter: string): boolean {
  return BASIC.includes(letter) || EXTENDED.includes(letter);
}
