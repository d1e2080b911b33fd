import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Check } from "../../schemas/proof.ts";
import { type Detected, type Format, formatByName } from "../formats/detect-format.ts";

const NOT_READABLE = {
  en: "The copy is of no format that can be verified here.",
  fr: "La copie n'est dans aucun format que l'on sache vérifier ici.",
};

type Options = {
  readonly detected: Detected;
  readonly sizeBytes: number;
  readonly uri: string;
  /** What an earlier copy of the series was proven to be. */
  readonly before: Format | null;
};

type JudgedFormat =
  | { readonly format: Format; readonly check: null }
  | { readonly format: null; readonly check: Check };

/**
 * Tells the format to verify by. Bytes of none are damage only where the copy's name or the
 * series' last proof says what they should be.
 */
export function judgeFormat({ detected, sizeBytes, uri, before }: Options): JudgedFormat {
  const check = { name: "format", level: "sound" } as const;
  const named = formatByName(uri);
  // Dumps of either engine are named so.
  const isDump = named === "postgres-sql" && detected.format === "mariadb-sql";
  const expected = (isDump ? null : named) ?? before;
  const observed = { format: detected.format, expected };
  const refuse = (verdict: "fail" | "inconclusive", reason: Bilingual): JudgedFormat => ({
    format: null,
    check: { ...check, verdict, observed, reason },
  });
  if (sizeBytes === 0)
    return refuse("fail", { en: "The copy is empty.", fr: "La copie est vide." });
  if (detected.format === "unknown")
    return expected ? refuse("fail", notOf(expected)) : refuse("inconclusive", NOT_READABLE);
  if (expected && expected !== detected.format)
    return refuse("fail", {
      en: `The copy should be of format ${expected}, and is ${detected.format}.`,
      fr: `La copie devrait être au format ${expected} ; elle est au format ${detected.format}.`,
    });
  return { format: detected.format, check: null };
}

function notOf(format: Format): Bilingual {
  return {
    en: `The copy should be of format ${format}, and its bytes are not.`,
    fr: `La copie devrait être au format ${format} ; ses octets ne le sont pas.`,
  };
}
