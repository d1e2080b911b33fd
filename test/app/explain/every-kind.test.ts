import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { nextStep } from "../../../app/explain/next-step.ts";
import { renderExplanation } from "../../../app/explain/render-explanation.ts";
import { NOT_RECORDED, writeSum } from "../../../app/explain/write-sum.ts";
import { FINDING_KINDS, type Finding } from "../../../schemas/finding.ts";
import { longAfter, tellNights } from "../../analyzers/compressed-nights.ts";
import { speakOf, tellStory } from "../../analyzers/tell-story.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { COPY_SAMPLES } from "./samples/copy-samples.ts";
import { PROMISE_SAMPLES } from "./samples/promise-samples.ts";
import { RUN_SAMPLES } from "./samples/run-samples.ts";
import { WATCHMAN_SAMPLES } from "./samples/watchman-samples.ts";

const SAMPLES = { ...RUN_SAMPLES, ...COPY_SAMPLES, ...PROMISE_SAMPLES, ...WATCHMAN_SAMPLES };
const PAGE = readFileSync(new URL("../../../docs/findings.md", import.meta.url), "utf8");
const NOTHING = {
  ...{ events: [], runs: [], members: [], membersCount: 0, decisions: [], decisionsCount: 0 },
};
const kindOf = (name: string) => name.split(/[ ,]/)[0];

function sampleOf(name: string): Finding {
  return SAMPLES[name]?.().at(-1) ?? expect.fail(`nothing was found of ${name}`);
}

test("each kind of finding has a sample", () => {
  expect(new Set(Object.keys(SAMPLES).map(kindOf))).toEqual(new Set(FINDING_KINDS));
});

describe.each(Object.keys(SAMPLES))("%s", (name) => {
  test("is explained by a sum, or by why there is none, and by what to do", () => {
    const finding = sampleOf(name);
    expect(finding.kind).toBe(kindOf(name));
    const { lines, none } = writeSum(finding);
    expect(none).not.toBe(NOT_RECORDED);
    expect(lines.join("\n")).not.toMatch(/null|undefined|NaN|Infinity/);
    const { step, docs } = nextStep(finding);
    const said = renderExplanation(finding, NOTHING);
    for (const words of [...(none ? [none.en, none.fr] : lines), step.en, step.fr, docs])
      expect(said).toContain(words);
  });
});

test("the sums of all kinds are as people have read and redone them", async () => {
  const told = Object.keys(SAMPLES).map((name) => {
    const { lines, none } = writeSum(sampleOf(name));
    return [`## ${name}`, ...(none ? [none.en, none.fr] : lines), ""].join("\n");
  });
  await expect(told.join("\n")).toMatchFileSnapshot("./sums-of-all-kinds.md");
});

test.each(FINDING_KINDS)("the page of findings has a place for %s", (kind) => {
  expect(PAGE).toContain(`<a id="${kind}"></a>`);
});

describe("what an earlier version told", () => {
  test("without its numbers says so", () => {
    const finding = { ...sampleOf("rto-breach"), evidence: {} };
    expect(writeSum(finding)).toEqual({ lines: [], none: NOT_RECORDED });
  });

  test.each(Object.keys(SAMPLES))("of %s makes up none that it lacks", (name) => {
    const finding = sampleOf(name);
    for (const lacking of Object.keys(finding.evidence)) {
      const { [lacking]: _, ...evidence } = finding.evidence;
      const said = writeSum({ ...finding, evidence }).lines.join("\n");
      expect(said).not.toMatch(/null|undefined|NaN|Infinity/);
      expect(said).not.toMatch(new RegExp(`\\b0(?: s| bytes| scales)? ${lacking}\\b`));
      expect(said).not.toMatch(new RegExp(`\\b${lacking} 0\\b`));
    }
  });
});

test("numbers within others are said with their names and units", () => {
  const said = renderExplanation(sampleOf("retention-short"), NOTHING);
  expect(said).toContain("keepMs                1209600000 (14 d)");
  expect(said).toContain("ageAtRemovalMs.least  697320000 (8 d 1 h 42 min)");
  expect(renderExplanation(sampleOf("copy-size-mismatch"), NOTHING)).toContain(
    "duplicate.sizeBytes     900000 (900 kB)",
  );
});

test("of what is resolved nothing is to be done", () => {
  const finding = sampleOf("missing");
  const later = { ...finding, resolvedAt: finding.openedAt };
  expect(nextStep(finding).step.en).toMatch(/^Start the backup/);
  expect(nextStep(later)).toMatchObject({ step: { en: expect.stringMatching(/^Nothing now/) } });
});

describe("what closed though what it told of goes on", () => {
  const stepOf = (finding: Finding | undefined) =>
    nextStep(finding ?? expect.fail("not told")).step.en;

  test("is still to be seen to, where it is told as another kind", () => {
    const story = tellStory([{}]);
    story.at(1.6, speakOf(VISITOR_DB).succeeded("n0", [1, 1.5]));
    story.until(40);
    const [late] = story.find("late");
    expect(late?.resolution).toBe("became missing");
    expect(stepOf(late)).toMatch(/^See whether its job is scheduled/);
  });

  test("is still to be seen to, where it lasted until it was usual", () => {
    const [fallen] = tellNights(longAfter(2, 2, 2, 2, 2, 2, 2, 2)).find("incompressible");
    expect(fallen?.resolution).toBe("new level adopted: a week of runs alike");
    expect(stepOf(fallen)).toMatch(/^Take it for an attack/);
  });

  test.each([
    "not found again when the log was read anew",
    "new level adopted",
    "another of its kind followed",
    "one with the run before",
    "older than the slots that are kept",
    "the run is past its longest duration",
  ])("is still to be seen to, as it is %s", (resolution) => {
    const finding = sampleOf("missing");
    expect(stepOf({ ...finding, resolvedAt: finding.openedAt, resolution })).toMatch(
      /^Start the backup/,
    );
  });

  test("is over where it began after all", () => {
    const late = { ...sampleOf("late"), resolution: "became running" };
    expect(stepOf({ ...late, resolvedAt: late.openedAt })).toMatch(/^Nothing now/);
  });
});
