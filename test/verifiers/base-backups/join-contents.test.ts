import { expect, test } from "vitest";
import { joinContents } from "../../../verifiers/sandboxes/postgresql/base-backup/join-contents.ts";

const about = { name: "visits are there", reason: { en: "Said.", fr: "Dit." } };
const missing = { ...about, verdict: "fail", observed: { expect: "> 0" } } as const;
const unasked = { ...about, verdict: "inconclusive", observed: { expect: "> 0" } } as const;
const held = { ...about, verdict: "pass", observed: { expect: "> 0", value: "3" } } as const;
const broken = { ...about, verdict: "fail", observed: { expect: "> 0", value: "0" } } as const;

test.each([
  ["could not be asked in the one that has it", [missing, unasked], unasked],
  ["holds in the one that has it", [missing, held], held],
  ["is broken in one of those that have it", [missing, held, broken], broken],
  ["has its tables in none", [missing, missing], missing],
])("an assertion of several databases %s", (_, assertions, told) => {
  const surveyed = assertions.map((assertion, at) => ({
    database: `database ${at}`,
    content: { rowCounts: {}, newest: null, assertions: [assertion] },
  }));
  expect(joinContents(surveyed).assertions).toEqual([told]);
});
