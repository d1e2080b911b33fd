/**
 * Colours that people who see no red, no green or no blue tell apart, on dark and on light.
 * Source: M. Okabe and K. Ito, Color Universal Design, https://jfly.uni-koeln.de/color/.
 */
export const PALETTE = {
  good: "#009E73",
  calm: "#56B4E9",
  warn: "#E69F00",
  bad: "#D55E00",
  odd: "#CC79A7",
  none: "#8E8E8E",
} as const;
export type Tone = keyof typeof PALETTE;

/** Before a word, so that it needs no colour to be told from another. */
export const SIGNS: Readonly<Record<Tone, string>> = {
  good: "✓",
  calm: "…",
  warn: "!",
  bad: "✗",
  odd: "?",
  none: "–",
};
