import { type RefusalCode, STATUS_OF_REFUSAL } from "../../schemas/refusal-code.ts";

type More = {
  readonly hint?: string;
  /** What it names, such as the request that asks for the same. */
  readonly subject?: string;
};

/** What is asked over HTTP is not done, and why: as who asks is told. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly hint: string | undefined;
  readonly subject: string | undefined;

  constructor(code: RefusalCode, message: string, { hint, subject }: More = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.status = STATUS_OF_REFUSAL[code];
    this.hint = hint;
    this.subject = subject;
  }
}

/** Of what is not there, and of what is another tenant's alike. */
export function notFound(what: string): Refusal {
  return new Refusal("not-found", `There is no such ${what}`);
}
