import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const numbersSchema = z.object({
  ...{ change: z.number(), z: z.number(), scale: z.number() },
  ...{ expectedBytes: z.number(), bytes: z.number() },
});
const MB = 1_000_000;
const usual = [100, 101, 102, 101, 103, 104, 103];

const runOf = (series: Series) => (index: number, megabytes: number) =>
  speakOf(series).succeeded(`n${index}`, [1 + 24 * index, 1.5 + 24 * index], {
    sizeBytes: Math.round(megabytes * MB),
  });
const night = runOf(VISITOR_DB);

function tellNights(sizes: readonly number[]) {
  const story = tellStory([{}]);
  for (const [index, size] of sizes.entries()) story.at(2 + 24 * index, night(index, size));
  return story;
}

test("A backup cut in half is undersized until the next of usual size", () => {
  expect(tellNights([...usual, 50, 104]).all()).toMatchObject([
    {
      kind: "undersized",
      runId: "n7",
      severity: "critical",
      resolution: "back to its usual size",
      summary: { en: expect.stringContaining("has only 50 MB; about 10") },
    },
  ]);
});

test("A first backup that is empty is told, and teaches nothing", () => {
  expect(tellNights([0, 0, 100]).all()).toMatchObject(
    ["n0", "n1"].map((runId) => ({
      ...{ kind: "undersized", severity: "critical", runId },
      ...{ resolution: "back to its usual size", evidence: { rule: "empty", emptyBytes: 0 } },
      summary: {
        en: expect.stringMatching(/ is empty\.$/),
        fr: expect.stringMatching(/ est vide/),
      },
    })),
  );
});

test("A backup twice as large is oversized, and says by what", () => {
  const [finding] = tellNights([...usual, 205, 104]).all();
  expect(finding).toMatchObject({ kind: "oversized", runId: "n7", severity: "warning" });
  expect(finding?.summary.fr).toMatch(
    /^La sauvegarde .* atteint 205 Mo ; taille attendue : environ 10\d Mo/,
  );
});

test("A finding has the numbers with which its sum can be redone", () => {
  const { evidence } = tellNights([...usual, 50]).all()[0] ?? {};
  const { change, z: scales, scale, expectedBytes, bytes } = numbersSchema.parse(evidence);
  expect(change).toBeCloseTo(Math.log(bytes / expectedBytes), 6);
  expect(scales).toBeCloseTo(change / scale, 9);
});

test("A new level is adopted, and resolves what was open", () => {
  const found = tellNights([...usual, 50, 51, 50, 51]).find("undersized");
  expect(found.map(({ runId }) => runId)).toEqual(["n7", "n8", "n9"]);
  expect(found.map(({ resolution }) => resolution)).toEqual(Array(3).fill("new level adopted"));
});

test("A run that is heard of late is judged by those before it only", () => {
  const story = tellNights(usual);
  story.at(24 * 8 + 2, night(8, 104));
  story.at(24 * 8 + 3, night(7, 50));
  expect(story.find("undersized")).toMatchObject([{ runId: "n7", evidence: { runs: 7 } }]);
  expect(story.open()).toEqual([]);
});

test("What is open does not depend on the order in which three days are heard", () => {
  const sizes = fc.array(fc.constantFrom(100, 101, 50, 49, 210, 1), { minLength: 2, maxLength: 3 });
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), (later, draws) => {
      const events = later.map((size, index) => night(7 + index, size));
      const mixed = events
        .map((event, index) => ({ event, draw: draws[index] ?? 0 }))
        .sort((a, b) => a.draw - b.draw)
        .map(({ event }) => event);
      const openAfter = (heard: typeof events) => {
        const story = tellNights(usual);
        story.at(24 * 12, ...heard);
        const isSize = (kind: string) => kind === "undersized" || kind === "oversized";
        return story
          .all()
          .filter(({ kind, resolvedAt }) => isSize(kind) && resolvedAt === null)
          .map(({ kind, runId, severity }) => `${kind} ${runId} ${severity}`)
          .sort();
      };
      expect(openAfter(mixed)).toEqual(openAfter(events));
    }),
    { numRuns: 40 },
  );
});

function announced(from: number, to: number, kind = "migration") {
  const span = { from: instantToJson(hour(from)), to: instantToJson(hour(to)) };
  return readEvent("change.announced", {
    match: { asset: "Visitor*" },
    ...span,
    kind,
    reason: "x",
  });
}

test.each([
  ["a migration between two runs", "migration", 0],
  ["a purge", "purge", 0],
  ["another policy, which changes no size", "policy", 3],
])("An announced change is not told: %s", (_case, kind, told) => {
  const story = tellStory([{}]);
  story.at(0, announced(24 * 6 + 10, 24 * 6 + 14, kind));
  for (const [index, size] of [...usual, 50, 51, 50, 51].entries())
    story.at(2 + 24 * index, night(index, size));
  expect(story.find("undersized")).toHaveLength(told);
});

const differential = { ...VISITOR_DB, backupType: "differential" } as const;

/** Six weeks of a full each Sunday and a differential that grows each day until the next. */
function tellWeeks(skipped: number | null) {
  const story = tellStory([{ match: {} }]);
  let age = 0;
  for (let day = 0; day < 45; day += 1) {
    const isFull = day % 7 === 2;
    if (isFull && day !== skipped) age = 0;
    else age += 1;
    if (isFull && day !== skipped) story.at(2 + 24 * day, night(day, 1_000));
    if (!isFull) story.at(3 + 24 * day, runOf(differential)(day, 20 * Math.max(1, age)));
  }
  return story.all().filter(({ kind }) => kind === "undersized" || kind === "oversized");
}

test("A differential is expected to grow with the days since its full", () => {
  expect(tellWeeks(null)).toEqual([]);
});

test("A differential that grows on as its full failed is not told", () => {
  expect(tellWeeks(37)).toEqual([]);
});
