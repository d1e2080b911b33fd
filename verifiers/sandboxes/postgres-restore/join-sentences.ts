import type { Bilingual } from "../../../schemas/bilingual.ts";

/** One sentence after another, in each language. */
export function joinSentences(first: Bilingual, next: Bilingual): Bilingual {
  return { en: `${first.en} ${next.en}`, fr: `${first.fr} ${next.fr}` };
}
