import fc from "fast-check";
import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const { succeeded, observed, removed } = speakOf(VISITOR_DB);
const POLICY = { retention: { keep: "14d" } };
const VAULTS = ["primary-vault", "duplicate-vault"];
const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults: VAULTS });
const day = (days: number) => 24 * days;

/** So many nights, each with both copies. */
function tellNights(nights: number, policy: object = POLICY) {
  const story = tellStory([policy]);
  for (let night = 0; night < nights; night += 1) {
    const at = day(night) + 2;
    const run = succeeded(`n${night}`, [at - 1, at]);
    const copies = ["primary", "duplicate"].map((role) => observed(`n${night}`, role, at));
    story.at(at, run, ...copies, beat(at));
  }
  return story;
}

test("points removed before their time leave fewer than are promised", () => {
  const story = tellNights(9);
  story.at(day(9), removed("n0", "duplicate", day(8) + 3), beat(day(9)));
  expect(story.find("retention-short")).toEqual([]);
  story.at(day(9) + 1, removed("n1", "duplicate", day(9)), beat(day(9) + 1));
  expect(story.find("retention-short")).toMatchObject([
    {
      severity: "critical",
      evidence: {
        role: "duplicate",
        vault: "duplicate-vault",
        promised: 9,
        present: 7,
        removedEarly: 2,
        runIds: ["n0", "n1"],
      },
    },
  ]);
});

test("an expiry set too short is one finding, however many points it takes", () => {
  const story = tellStory([POLICY]);
  for (let night = 0; night < 30; night += 1) {
    const at = day(night) + 2;
    const gone = night >= 7 ? [removed(`n${night - 7}`, "primary", at)] : [];
    const run = succeeded(`n${night}`, [at - 1, at]);
    story.at(at, run, observed(`n${night}`, "primary", at), ...gone, beat(at));
  }
  expect(story.find("retention-short")).toMatchObject([{ version: 1, resolvedAt: null }]);
});

test("is over once the points are there again, or no longer promised", () => {
  const story = tellNights(9);
  const gone = ["n0", "n1"].map((run) => removed(run, "primary", day(9)));
  story.at(day(9) + 1, ...gone, beat(day(9) + 1));
  expect(story.open()).toContain("retention-short");
  story.at(day(9) + 2, observed("n1", "primary", day(9) + 2));
  expect(story.open()).not.toContain("retention-short");
  const again = tellNights(9);
  again.at(day(9) + 1, ...gone, beat(day(9) + 1));
  again.until(day(15) + 3);
  expect(again.find("retention-short")[0]?.resolvedAt).not.toBeNull();
});

test("points purged at their time are no longer promised", () => {
  const story = tellNights(16);
  const gone = ["n0", "n1"].map((run) => removed(run, "primary", day(15) + 2));
  story.at(day(15) + 3, ...gone, beat(day(15) + 3));
  expect(story.find("retention-short")).toEqual([]);
});

test("copies that moved to another vault are still there", () => {
  const story = tellNights(4);
  const place = { vault: "new-vault" };
  const moved = ["n0", "n1", "n2"].map((run) =>
    observed(run, "primary", day(4), { ...place, uri: `s3://new/${run}` }),
  );
  const gone = ["n0", "n1", "n2"].map((run) => removed(run, "primary", day(4) + 0.2));
  story.at(day(4) + 1, ...gone, ...moved, beat(day(4) + 1));
  expect(story.find("retention-short")).toEqual([]);
});

test("nothing is promised without a retention, nor of what is retired", () => {
  const gone = ["n0", "n1", "n2"].map((run) => removed(run, "primary", day(5)));
  const free = tellNights(4, {});
  free.at(day(5) + 1, ...gone, beat(day(5) + 1));
  const retired = tellNights(4);
  const instant = (at: number) => new Date(hour(at)).toISOString();
  const data = { series: VISITOR_DB, since: instant(0), until: instant(day(4)) };
  retired.at(day(4), readEvent("asset.expected", data));
  retired.at(day(5) + 1, ...gone, beat(day(5) + 1));
  for (const story of [free, retired]) expect(story.find("retention-short")).toEqual([]);
});

test("a second run of a slot is no point of its own", () => {
  const story = tellNights(4);
  const again = [1, 2].map((night) => succeeded(`again${night}`, [day(night) + 3, day(night) + 4]));
  story.at(day(4), ...again, beat(day(4)));
  const gone = ["n1", "n2"].map((run) => removed(run, "primary", day(5)));
  story.at(day(5), ...gone, beat(day(5)));
  expect(story.find("retention-short")).toEqual([]);
});

test("comes to the same in whatever order it is heard", () => {
  const events = [0, 1, 2].flatMap((night) => [
    succeeded(`n${night}`, [day(night) + 1, day(night) + 2]),
    observed(`n${night}`, "primary", day(night) + 2),
    removed(`n${night}`, "primary", day(3) + night),
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: 9 }), fc.nat(8), (shuffled, beatAt) => {
      const story = tellStory([POLICY]);
      const at = day(4);
      story.at(at, ...shuffled.slice(0, beatAt), beat(at), ...shuffled.slice(beatAt), beat(at));
      expect(story.find("retention-short")).toMatchObject([{ resolvedAt: null }]);
    }),
  );
});
