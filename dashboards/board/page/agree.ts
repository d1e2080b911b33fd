import type { Lang } from "./words.ts";

/** A word of a state or a severity beside its count: in French it agrees, but for "en retard". */
export function agree(word: string, count: number, lang: Lang): string {
  return lang === "fr" && count >= 2 && !word.startsWith("en ") ? `${word}s` : word;
}
