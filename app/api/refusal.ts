export type RefusalStatus = 400 | 403 | 404 | 409 | 429;

/** What is asked over HTTP is not done, and why: as who asks is told. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly hint: string | undefined;

  constructor(status: RefusalStatus, message: string, hint?: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.hint = hint;
  }
}

/** Of what is not there, and of what is another tenant's alike. */
export function notFound(what: string): Refusal {
  return new Refusal(404, `There is no such ${what}`);
}
