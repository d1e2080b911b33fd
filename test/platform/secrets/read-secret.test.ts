import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { readSecret } from "../../../platform/secrets/read-secret.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vigie-secret-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function secretFile(text: string): string {
  const file = join(folder, "secret");
  writeFileSync(file, text);
  return file;
}

describe("readSecret()", () => {
  test("reads a variable of the environment that it is given", () => {
    expect(readSecret({ env: "TOKEN" }, { TOKEN: "abc" })).toBe("abc");
  });

  test.each([
    ["abc", "abc"],
    ["abc\n", "abc"],
    ["abc\r\n", "abc"],
    [" a b \n\n", " a b \n"],
  ])("of a file that holds %j it takes %j", (text, secret) => {
    expect(readSecret({ file: secretFile(text) }, {})).toBe(secret);
  });

  test("a variable that is absent or empty is an error that says what to do", () => {
    for (const env of [{}, { TOKEN: "" }, { TOKEN: "\n" }]) {
      expect(() => readSecret({ env: "TOKEN" }, env)).toThrow(OperatingError);
      expect(() => readSecret({ env: "TOKEN" }, env)).toThrow(
        expect.objectContaining({ hint: expect.stringContaining("set TOKEN") }),
      );
    }
  });

  test("a file that is absent or empty is an error that names it", () => {
    const absent = join(folder, "absent");
    expect(() => readSecret({ file: absent }, {})).toThrow(absent);
    expect(() => readSecret({ file: absent }, {})).toThrow(OperatingError);
    expect(() => readSecret({ file: secretFile("\n") }, {})).toThrow(OperatingError);
  });
});
