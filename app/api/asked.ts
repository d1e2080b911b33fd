import { z } from "zod";
import { FINDING_KINDS, SEVERITIES } from "../../schemas/finding.ts";
import { isStorable, STORABLE } from "../../schemas/is-storable.ts";

const NAME_LENGTH_MAX = 1_000;
const NAMES_MAX = 200;

/** Words of an address; what may be several is repeated. */
export function severalOf<Word extends z.ZodType<string, string>>(word: Word) {
  return z
    .union([word.transform((one) => [one]), z.array(word).max(NAMES_MAX)])
    .optional()
    .transform((words) => words ?? []);
}

export const nameAsked = z.string().max(NAME_LENGTH_MAX).refine(isStorable, STORABLE);
export const namesAsked = severalOf(nameAsked);
export const kindsAsked = severalOf(z.enum(FINDING_KINDS));
export const severitiesAsked = severalOf(z.enum(SEVERITIES));

/** Ids of series, findings, incidents and proofs. */
export const idAsked = z.string().regex(/^[0-9a-f]{32}$/, "must have 32 hex digits");
