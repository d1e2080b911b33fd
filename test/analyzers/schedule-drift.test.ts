import fc from "fast-check";
import { expect, test } from "vitest";
import { createDriftLine } from "../../analyzers/schedule-drift/drift.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, speakOf, tellStory } from "./tell-story.ts";

const { succeeded } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
const HOUR_MS = 3_600_000;

/** One night each, so many hours after it was due. */
function tellNights(asides: readonly number[]) {
  const story = tellStory([{}]);
  for (const [night, aside] of asides.entries()) {
    const at = 24 * night + 1 + aside;
    story.at(at + 0.5, succeeded(`n${night}`, [at, at + 0.5]), beat(at + 0.5));
  }
  return story;
}

test("a backup that comes three hours later for a week drifts, until it comes in time", () => {
  const story = tellNights([0, 3, 3, 3.1, 2.9, 3, 3]);
  expect(story.find("schedule-drift")).toEqual([]);
  const drifted = tellNights([0, 3, 3, 3.1, 2.9, 3, 3, 3, 3]);
  expect(drifted.find("schedule-drift")).toMatchObject([
    {
      severity: "info",
      resolvedAt: null,
      openedAt: instantToJson(hour(24 * 7 + 4.5)),
      evidence: {
        schedule: "0 1 * * *",
        since: instantToJson(hour(25)),
        slots: 7,
        usualAsideMs: 3 * HOUR_MS,
        toleranceMs: HOUR_MS / 2,
      },
      summary: {
        en: expect.stringContaining("begins 3 h after its schedule, since the slot due 2026-11-21"),
      },
    },
  ]);
  const back = tellNights([0, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0]);
  expect(back.find("schedule-drift")[0]?.resolution).toBe("it begins when it is due again");
});

test("what begins before it may drifts to an earlier time", () => {
  const story = tellNights([0, ...Array<number>(9).fill(-1)]);
  const [drift] = story.find("schedule-drift");
  expect(drift?.summary.en).toContain("begins 1 h before its schedule");
  expect(drift?.summary.fr).toContain("commence 1 h avant son horaire");
});

test.each([
  ["nights at no time of their own", [0, 1, 4, 2, 5, 1, 3.5, 1, 4]],
  ["one night in time among them", [0, 3, 3, 3, 3, 0, 3, 3, 3, 3]],
  ["what comes within half of its time to start", [0, ...Array<number>(9).fill(0.45)]],
])("%s are no drift", (_, asides) => {
  expect(tellNights(asides).find("schedule-drift")).toEqual([]);
});

test("a learned schedule does not drift from itself", () => {
  const story = tellStory([{ schedule: "learned" }]);
  for (let night = 0; night < 30; night++) {
    const at = 24 * night + (night < 15 ? 1 : 6);
    story.at(at + 0.5, succeeded(`n${night}`, [at, at + 0.5]), beat(at + 0.5));
  }
  expect(story.find("schedule-drift")).toEqual([]);
});

test("the order in which slots are heard of decides nothing", () => {
  const asides = [0, 3, 3, 0, 3, 3.2, 3, 3, 2.9, 3, 3, 3].map((hours, night) => ({
    dueMs: hour(24 * night + 1),
    asideMs: hours * HOUR_MS,
  }));
  const judge = (order: typeof asides) => {
    const line = createDriftLine(HOUR_MS / 2);
    for (const aside of order) line.note(aside);
    return line.judge();
  };
  const inOrder = judge(asides);
  expect(inOrder?.drift).toMatchObject({ sinceMs: hour(97), slots: 8 });
  const order = fc.shuffledSubarray(asides, { minLength: asides.length });
  fc.assert(
    fc.property(order, (shuffled) => {
      expect(judge(shuffled)).toEqual(inOrder);
    }),
  );
});

test("a drift that lasts is one drift, from its first slot on", () => {
  const line = createDriftLine(60_000);
  const note = (slot: number) => line.note({ dueMs: slot * 600_000, asideMs: 120_000 });
  line.note({ dueMs: -600_000, asideMs: 0 });
  for (let slot = 0; slot < 1_500; slot++) note(slot);
  expect(line.judge()?.drift).toMatchObject({ sinceMs: 0, asideMs: 120_000 });
});
