import { AssertionError } from "node:assert/strict";
import { ClickHouseError } from "@clickhouse/client";
import { ZodError } from "zod";
import { OperatingError } from "../errors/operating-error.ts";

/**
 * Codes of ClickHouse after which the same statement may succeed by itself
 * (src/Common/ErrorCodes.cpp).
 */
const RETRYABLE = new Map([
  ["159", "the statement took longer than it may"],
  ["160", "the statement would take longer than it may"],
  ["202", "too many statements run at once"],
  ["209", "the connection timed out"],
  ["210", "the network failed"],
  ["236", "the statement was aborted"],
  ["241", "memory ran out"],
  ["243", "the disk is full"],
  ["252", "inserts outran merges"],
  ["279", "no server answered"],
  ["394", "the statement was cancelled"],
]);

const TABLE_ALREADY_EXISTS = "57";
const DENIED = new Set(["164", "192", "193", "194", "497", "516"]);

/**
 * An `OperatingError` by ClickHouse's code, or for a connection that failed; what is our own bug
 * comes back as it is.
 */
export function storeError(cause: unknown): unknown {
  if (cause instanceof OperatingError || cause instanceof ZodError) return cause;
  if (cause instanceof AssertionError || cause instanceof TypeError) return cause;
  if (cause instanceof ClickHouseError) return serverError(cause);
  return new OperatingError("Cannot reach the store", {
    retryable: true,
    hint: "check that ClickHouse runs and that its URL is right",
    cause,
  });
}

/** Whether a table could not be created as there is one of its name. */
export function isTableThere(error: unknown): boolean {
  if (!(error instanceof OperatingError)) return false;
  return error.cause instanceof ClickHouseError && error.cause.code === TABLE_ALREADY_EXISTS;
}

function serverError(cause: ClickHouseError): OperatingError {
  const { code, type, message } = cause;
  const retryable = RETRYABLE.has(code);
  const why = RETRYABLE.get(code) ?? message.replace(/[.\s]+$/, "");
  return new OperatingError(`Cannot run the statement as ${why} (${code} ${type})`, {
    retryable,
    ...(DENIED.has(code) && { hint: "check the token, and what it may do" }),
    cause,
  });
}
