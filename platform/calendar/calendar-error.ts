import { OperatingError } from "../errors/operating-error.ts";

/**
 * A schedule or a zone that a person wrote cannot be. `field` is what to correct, such as `day of
 * month` or `zone`; the message begins with it.
 */
export class CalendarError extends OperatingError {
  readonly field: string;

  constructor(field: string, fault: string, hint?: string) {
    super(`${field}: ${fault}`, { retryable: false, ...(hint === undefined ? {} : { hint }) });
    this.name = "CalendarError";
    this.field = field;
  }
}
