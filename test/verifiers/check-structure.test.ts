import { expect, test } from "vitest";
import type { Inspection } from "../../schemas/inspection.ts";
import { checkStructure, skipChain, skipRestore } from "../../verifiers/checks/check-structure.ts";
import { expectBothLanguages } from "./expect-both-languages.ts";

const SOUND: Inspection = {
  ...{ format: "tar", verdict: "sound", reasons: [], backup: null, container: null, pages: null },
  tables: [{ schema: "dbo", name: "visits", rows: 3, recordedRows: null }],
  ...{ bytesRead: 1, seconds: 1 },
};
const ENDS = ["crashed", "out-of-time", "out-of-memory", "out-of-output", "stopped"] as const;

test.each(["sound", "damaged", "unknown"] as const)("what is %s has its verdict", (verdict) => {
  const found = [SOUND, { ...SOUND, verdict }];
  const { check } = checkStructure("tar", { ended: "done", found, seconds: 1 });
  const wanted = { sound: "pass", damaged: "fail", unknown: "inconclusive" }[verdict];
  expect(check).toMatchObject({ name: "structure", level: "sound", verdict: wanted });
  expectBothLanguages(check.reason);
});

test("the rows of one backup are kept", () => {
  const seen = { ended: "done", found: [SOUND], seconds: 1 } as const;
  expect(checkStructure("tar", seen).rowCounts).toEqual({ "dbo.visits": 3 });
});

test.each(ENDS)("a reader that %s proves nothing", (ended) => {
  const { check, rowCounts } = checkStructure("tar", { ended, found: null, seconds: 1 });
  expect({ verdict: check.verdict, rowCounts }).toEqual({
    verdict: "inconclusive",
    rowCounts: null,
  });
  expectBothLanguages(check.reason);
});

test.each([
  [1, "It rests on another backup,", "Elle dépend d'une autre sauvegarde ;"],
  [2, "It rests on 2 other backups,", "Elle dépend de 2 autres sauvegardes ;"],
])("a chain on %i others that nothing restores is told in the right number", (others, en, fr) => {
  const { reason } = skipChain("sql-server-backup", others);
  expectBothLanguages(reason);
  expect([reason.en.slice(0, en.length), reason.fr.slice(0, fr.length)]).toEqual([en, fr]);
});

test("neither does a copy that changed, nor a level that was skipped", () => {
  for (const check of [checkStructure("tar", null).check, skipRestore("tar")]) {
    expect(check.verdict).toBe("inconclusive");
    expectBothLanguages(check.reason);
  }
});
