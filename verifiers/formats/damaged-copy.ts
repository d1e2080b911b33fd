import type { Bilingual } from "../../schemas/bilingual.ts";

/** The bytes are not what their format asks for: a judgement on the copy, as whole sentences. */
export class DamagedCopy extends Error {
  readonly fault: Bilingual;

  constructor(fault: Bilingual) {
    super(fault.en);
    this.fault = fault;
  }
}
