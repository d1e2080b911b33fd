import { z } from "zod";

/** What a person reads, in both languages. */
export const bilingualSchema = z.object({ en: z.string(), fr: z.string() });
export type Bilingual = z.infer<typeof bilingualSchema>;
