import { expect, test } from "vitest";
import { judgeState, sqlState } from "../../../verifiers/sandboxes/postgres-restore/sql-error.ts";

const errorOf = (code?: string) => Object.assign(new Error("said"), code && { code });

test.each(["EPIPE", "ECONNRESET", "ECONNREFUSED", undefined])(
  "a connection that ends (%s) is no error of the copy's",
  (code) => {
    expect(sqlState(errorOf(code))).toBeNull();
    expect(judgeState(sqlState(errorOf(code)))).toEqual({
      ...{ verdict: "inconclusive", fault: "sandbox" },
    });
  },
);

test("a state that SQL has is", () => {
  expect(judgeState(sqlState(errorOf("22P02")))).toEqual({ verdict: "fail", fault: "backup" });
});
