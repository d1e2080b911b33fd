import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { DamagedCopy } from "../../formats/damaged-copy.ts";

/** Why rows could not be read, as what stands in brackets; other errors are thrown on. */
export function explainUnread(error: unknown): Bilingual {
  if (error instanceof DamagedCopy)
    return { en: withoutEnd(error.fault.en), fr: withoutEnd(error.fault.fr) };
  if (!(error instanceof OperatingError)) throw error;
  const message = withoutEnd(error.message);
  return { en: message, fr: message };
}

function withoutEnd(sentence: string): string {
  return sentence.endsWith(".") ? sentence.slice(0, -1) : sentence;
}
