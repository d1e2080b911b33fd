import { expect, test } from "vitest";
import { sayRefusal } from "../../dashboards/board/page/shell/say-refusal.ts";
import { REFUSAL_CODES } from "../../schemas/refusal-code.ts";

const answer = { error: "Said in English", hint: "Do this.", subject: null };

test.each(REFUSAL_CODES)("a refusal as %s is said in French on the French board", (code) => {
  const said = sayRefusal({ ...answer, code }, "fr");
  expect(said?.message).not.toContain(answer.error);
  expect(said?.message).not.toBe("");
});

test.each(REFUSAL_CODES)(
  "a refusal as %s is said as the server says it on the English one",
  (code) => {
    expect(sayRefusal({ ...answer, code }, "en")).toEqual({
      message: answer.error,
      hint: answer.hint,
    });
  },
);

test.each([null, "from-a-later-version", "toString"])(
  "a refusal as %s, which the page doesn't know, is said as the server says it",
  (code) => {
    expect(sayRefusal({ ...answer, code }, "fr")).toEqual({
      message: answer.error,
      hint: answer.hint,
    });
  },
);

test("what only the server's own words say is not lost", () => {
  const said = sayRefusal({ ...answer, code: "unavailable" }, "fr");
  expect(said?.hint).toBe("Said in English Do this.");
  const named = sayRefusal({ ...answer, code: "already-open", subject: "R-2026-0001" }, "fr");
  expect(named?.message).toContain("R-2026-0001");
});
