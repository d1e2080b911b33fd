import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { fileError } from "../../../platform/errors/file-error.ts";

const failure = (code: string) => Object.assign(new Error("refused"), { code });

test.each([
  ["ENOSPC", true, "free space"],
  ["EDQUOT", true, "quota"],
  ["EACCES", false, "the right"],
  ["EROFS", false, "read-only"],
  ["ENOENT", false, "path"],
  ["EIO", true, "disk"],
])("fileError() of %s says whether to try again and what to do", (code, retryable, hint) => {
  const cause = failure(code);
  expect(fileError("write /backups/a", cause)).toMatchObject({
    name: "OperatingError",
    message: `Cannot write /backups/a: ${code}`,
    retryable,
    hint: expect.stringContaining(hint),
    cause,
  });
});

test("fileError() leaves alone what the file system did not say", () => {
  for (const other of [new Error("bug"), failure("ERR_INVALID_ARG_TYPE"), "text", null])
    expect(fileError("write", other)).toBe(other);
});

test("fileError() knows the errors of Node itself", async () => {
  const cause = await readFile("/absent/for/sure").catch((error: unknown) => error);
  expect(fileError("read", cause)).toMatchObject({ name: "OperatingError", retryable: false });
});
