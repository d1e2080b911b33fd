import { expect, test } from "vitest";
import { sqliteError } from "../../../platform/sqlite/sqlite-error.ts";

const failure = (errcode: number) => Object.assign(new Error("refused"), { errcode });

test.each([
  ["BUSY", 5, true],
  ["BUSY_SNAPSHOT, an extended code", 517, true],
  ["FULL", 13, true],
  ["IOERR_WRITE, an extended code", 778, true],
  ["READONLY", 8, false],
  ["CANTOPEN", 14, false],
  ["CORRUPT", 11, false],
])("sqliteError() of %s says whether to try again", (_, errcode, retryable) => {
  const error = sqliteError("/data/log.sqlite", failure(errcode));
  expect(error).toMatchObject({ name: "OperatingError", retryable });
  expect(error).toHaveProperty("hint", expect.any(String));
});

test.each([1, 19, 20, 21])("sqliteError() leaves code %i, a bug of ours, alone", (errcode) => {
  const bug = failure(errcode);
  expect(sqliteError("/data/log.sqlite", bug)).toBe(bug);
});
