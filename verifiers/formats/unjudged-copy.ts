import type { Bilingual } from "../../schemas/bilingual.ts";

/** The bytes cannot be judged here, for this reason: neither sound nor damaged. */
export class UnjudgedCopy extends Error {
  readonly reason: Bilingual;

  constructor(reason: Bilingual) {
    super(reason.en);
    this.reason = reason;
  }
}
