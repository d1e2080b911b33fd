import { AssertionError } from "node:assert/strict";
import { DatabaseError } from "pg";
import { describe, expect, test } from "vitest";
import { OperatingError } from "../../../../platform/errors/operating-error.ts";
import { postgresError } from "../../../../platform/state/postgres/postgres-error.ts";

function refusal(code: string): DatabaseError {
  return Object.assign(new DatabaseError("anything", 0, "error"), { code });
}

function failure(code: string): Error {
  return Object.assign(new Error("anything"), { code });
}

describe("postgresError()", () => {
  test.each([
    ["28P01", "invalid_password", false],
    ["3D000", "invalid_catalog_name", false],
    ["42501", "insufficient_privilege", false],
    ["XX001", "data_corrupted", false],
    ["08006", "connection_failure", true],
    ["25006", "read_only_sql_transaction", true],
    ["53100", "disk_full", true],
    ["53300", "too_many_connections", true],
    ["55P03", "lock_not_available", true],
    ["57014", "query_canceled", true],
    ["57P01", "admin_shutdown", true],
    ["57P03", "cannot_connect_now", true],
  ])("%s, %s, is an operating error; retryable: %s", (code, _, retryable) => {
    const error = postgresError("the state", refusal(code));
    expect(error).toBeInstanceOf(OperatingError);
    expect(error).toMatchObject({ retryable, hint: expect.any(String) });
  });

  test.each([
    ["ECONNREFUSED", true],
    ["ECONNRESET", true],
    ["ENOTFOUND", true],
    ["SELF_SIGNED_CERT_IN_CHAIN", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false],
    ["CERT_HAS_EXPIRED", false],
  ])("%s is an operating error; retryable: %s", (code, retryable) => {
    const error = postgresError("the state", failure(code));
    expect(error).toBeInstanceOf(OperatingError);
    expect(error).toMatchObject({ retryable });
  });

  test.each([
    ["a conflict", refusal("40001")],
    ["a deadlock", refusal("40P01")],
    ["a duplicate key", refusal("23505")],
    ["a mistake in SQL", refusal("42601")],
    ["an assertion", new AssertionError({ message: "bug" })],
    ["a wrong type", new TypeError("bug")],
    ["an operating error", new OperatingError("told already", { retryable: false })],
  ])("%s comes back as it is", (_, cause) => {
    expect(postgresError("the state", cause)).toBe(cause);
  });
});
