import { InvalidArgumentError } from "commander";

/** For commander: a language that Vigie writes. */
export function readLang(text: string): "en" | "fr" {
  if (text === "en" || text === "fr") return text;
  throw new InvalidArgumentError("Known are: en, fr.");
}

export const LANG_OPTION = ["--lang <lang>", "en or fr", readLang, "en"] as const;
