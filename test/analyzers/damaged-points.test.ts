import { expect, test } from "vitest";
import { makeProof } from "../verifiers/make-proof.ts";
import { aProof, backup, beat, DAY, DUPLICATE, tellProofs } from "./tell-proofs.ts";

const RPO = { objectives: { rpo: "26h" } };

test("a point whose copies are both damaged is none to restore", () => {
  const story = tellProofs(RPO);
  story.at(2, beat(2), ...backup("n1", 2));
  story.at(26, beat(26), ...backup("n2", 26));
  story.prove(30, aProof("n2", 30, { outcome: "failed" }));
  story.at(30.1, beat(30.1));
  expect(story.find("rpo-breach")).toEqual([]);
  story.prove(30.2, aProof("n2", 30.2, { outcome: "failed", ...DUPLICATE }));
  expect(story.find("rpo-breach")).toMatchObject([{ evidence: { newestPoint: { runId: "n1" } } }]);
  story.prove(31, aProof("n2", 31, { ...DUPLICATE }));
  expect(story.isOpen("rpo-breach")).toBe(false);
});

test.each([
  ["right", "backup"],
  ["restored", "sandbox"],
] as const)("what fails at %s by a fault of the %s can be restored", (level, fault) => {
  const story = tellProofs(RPO);
  story.at(2, beat(2), ...backup("n1", 2));
  story.at(26, beat(26), ...backup("n2", 26));
  const [check] = makeProof("1").checks;
  const checks = [{ ...(check ?? expect.fail()), level, fault, verdict: "fail" as const }];
  for (const more of [{}, DUPLICATE])
    story.prove(30, aProof("n2", 30, { outcome: "failed", checks, ...more }));
  story.at(30.1, beat(30.1));
  expect(story.find("rpo-breach")).toEqual([]);
});

test("two damaged points in one vault are fewer than the retention promises", () => {
  const story = tellProofs({ retention: { keep: "14d" } });
  for (const night of [1, 2, 3]) story.at(night * DAY + 2, ...backup(`n${night}`, night * DAY + 2));
  story.at(4 * DAY, beat(4 * DAY));
  story.prove(4 * DAY, aProof("n1", 4 * DAY - 1, { outcome: "failed" }));
  story.at(4 * DAY + 1, beat(4 * DAY + 1));
  expect(story.find("retention-short")).toEqual([]);
  story.prove(4 * DAY + 2, aProof("n2", 4 * DAY, { outcome: "failed" }));
  expect(story.find("retention-short")).toMatchObject([
    {
      evidence: { role: "primary", damaged: 2, removedEarly: 0, present: 1 },
      summary: { en: expect.stringMatching(/: 2 were found damaged\.$/) },
    },
  ]);
  story.prove(5 * DAY, aProof("n1", 5 * DAY));
  expect(story.isOpen("retention-short")).toBe(false);
});

test("a damaged copy is told with what is known of the other vault's", () => {
  const story = tellProofs({});
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6, { outcome: "failed" }));
  expect(story.find("copy-damaged")).toMatchObject([{ evidence: { otherCopies: [] } }]);
  story.prove(7, aProof("n1", 7, DUPLICATE));
  expect(story.find("copy-damaged")).toMatchObject([
    {
      version: 2,
      evidence: {
        otherCopies: [{ vault: "duplicate-vault", outcome: "proven" }],
        lastGood: { vault: "duplicate-vault", runId: "n1" },
      },
      summary: {
        en: expect.stringMatching(/ The copy in duplicate-vault is good\.$/),
        fr: expect.stringMatching(/ La copie dans duplicate-vault est bonne\.$/),
      },
    },
  ]);
  story.prove(8, aProof("n1", 8, { ...DUPLICATE, outcome: "failed" }));
  const summaries = story.find("copy-damaged").map(({ summary }) => summary.en);
  expect(summaries).toEqual([
    expect.stringMatching(/ The copy in duplicate-vault is bad too\.$/),
    expect.stringMatching(/ The copy in primary-vault is bad too\.$/),
  ]);
});
