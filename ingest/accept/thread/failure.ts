import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Failure } from "./orders.ts";

/** What another thread is told of an error. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof OperatingError)) return { kind: "bug", error: toPlain(error) };
  const { message, retryable, hint, cause } = error;
  return { kind: "operating", message, retryable, hint, cause: toPlain(cause) };
}

/** The error that the other thread told of. */
export function fromFailure(failure: Failure): unknown {
  if (failure.kind === "bug") return failure.error;
  const { message, retryable, hint, cause } = failure;
  return new OperatingError(message, { retryable, cause, ...(hint !== undefined && { hint }) });
}

/** Of an error only what can be copied: any may carry functions or sockets. */
function toPlain(error: unknown): unknown {
  if (!(error instanceof Error)) return error === undefined ? undefined : String(error);
  const plain = new Error(error.message);
  plain.name = error.name;
  if (error.stack !== undefined) plain.stack = error.stack;
  return plain;
}
