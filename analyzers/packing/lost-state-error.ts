import { OperatingError } from "../../platform/errors/operating-error.ts";

/** What was packed cannot be read again: only the log still says what it was. */
export class LostStateError extends OperatingError {
  constructor(path: string, cause: unknown) {
    super(`Cannot read back what the analysis had laid into ${path}`, {
      retryable: true,
      hint: "check the disk and its mount; the analysis reads the log anew",
      cause,
    });
    this.name = "LostStateError";
  }
}
