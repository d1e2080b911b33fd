import fc from "fast-check";
import { expect, test } from "vitest";
import type { VigieEvent } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const POLICY = {
  copies: { required: ["primary", "duplicate"], within: "6h" },
  retention: { keep: "14d" },
};
const SUM = { checksum: { algorithm: "sha256", value: "aaaa" } };
const NIGHTS = 8;
const NOON = 24 * NIGHTS + 12;
const beat = (at: number) =>
  heartbeat("eyes", at, { sources: ["/sql/"], vaults: ["primary-vault", "duplicate-vault"] });

/** Eight good nights of each series. */
function tellNights(assets: readonly string[], policy: object = POLICY, lock: object = {}) {
  const story = tellStory([policy]);
  const speakers = assets.map((asset) => speakOf({ ...VISITOR_DB, asset }));
  for (let index = 0; index < NIGHTS; index += 1) {
    const at = 1 + 24 * index;
    const events = speakers.flatMap(({ succeeded, observed }) => [
      succeeded(`n${index}`, [at, at + 1]),
      observed(`n${index}`, "primary", at + 1.1, { ...SUM, ...lock }),
      observed(`n${index}`, "duplicate", at + 1.1, { ...SUM, ...lock }),
    ]);
    story.at(at + 1.2, ...events);
    story.at(at + 8, beat(at + 8));
  }
  expect(story.all()).toEqual([]);
  return { story, speakers };
}

const { removed, observed } = speakOf(VISITOR_DB);
const one = () => tellNights([VISITOR_DB.asset]).story;

test("three restore points of a series that go at once are told at once, with the last good one", () => {
  const story = one();
  story.at(NOON, removed("n5", "primary", NOON - 0.2), removed("n6", "primary", NOON - 0.2));
  expect(story.all()).toEqual([]);
  story.at(NOON + 0.1, removed("n7", "primary", NOON - 0.1));
  expect(story.all()).toMatchObject([
    {
      kind: "mass-deletion",
      severity: "critical",
      evidence: { runs: 3, removed: 3, lastGood: { runId: "n7", vault: "duplicate-vault" } },
    },
  ]);
  story.at(NOON + 0.2, removed("n7", "duplicate", NOON + 0.15));
  expect(story.find("mass-deletion")).toMatchObject([
    { version: 2, evidence: { lastGood: { runId: "n6" } } },
  ]);
});

test("a last good run that goes long after the others is told as one no more", () => {
  const story = one();
  const go = (runId: string, role: "primary" | "duplicate") => removed(runId, role, NOON - 0.1);
  story.at(NOON, ...["n3", "n4", "n5", "n6", "n7"].map((runId) => go(runId, "primary")));
  story.at(NOON + 0.01, ...["n3", "n4", "n5", "n6"].map((runId) => go(runId, "duplicate")));
  const lastGood = () => story.find("mass-deletion")[0]?.evidence["lastGood"];
  expect(lastGood()).toMatchObject({ runId: "n7" });
  story.at(NOON + 8, removed("n7", "duplicate", NOON + 7.9));
  expect(lastGood()).toMatchObject({ runId: "n2" });
});

test("what goes after it was told is counted a minute later", () => {
  const story = one();
  const go = (runId: string) => removed(runId, "primary", NOON - 0.1);
  story.at(NOON, ...["n2", "n5", "n6", "n1", "n3"].map(go));
  expect(story.find("mass-deletion")).toMatchObject([{ version: 1, evidence: { runs: 3 } }]);
  story.until(NOON + 0.1);
  expect(story.find("mass-deletion")).toMatchObject([
    { version: 2, evidence: { runs: 5, lastGood: { runId: "n7" } }, resolvedAt: null },
  ]);
});

test("copies that went and are there again were moved", () => {
  const story = one();
  const runs = ["n5", "n6", "n7"];
  story.at(NOON, ...runs.map((runId) => removed(runId, "primary", NOON - 0.2)));
  expect(story.open()).toEqual(["mass-deletion"]);
  const anew = (runId: string) => ({ ...SUM, uri: `file:///new/${runId}` });
  const seen = runs.map((runId) => observed(runId, "primary", NOON - 0.3, anew(runId)));
  story.at(NOON + 0.1, ...seen);
  expect(story.open()).toEqual([]);
  story.at(NOON + 1, beat(NOON + 1));
  expect(story.find("copy-lost")).toEqual([]);
});

test.each(["purge", "migration", "policy"])("an announced %s is no mass deletion", (kind) => {
  const story = one();
  const [from, to] = [instantToJson(hour(NOON - 2)), instantToJson(hour(NOON + 2))];
  const match = { asset: VISITOR_DB.asset };
  story.at(NOON - 3, readEvent("change.announced", { match, from, to, kind, reason: "agreed" }));
  story.at(NOON, ...["n5", "n6", "n7"].map((runId) => removed(runId, "primary", NOON - 0.2)));
  expect(story.all()).toEqual([]);
});

test("a job that purges each run a little too early deletes no mass", () => {
  const story = one();
  for (let index = 0; index < NIGHTS; index += 1)
    story.at(NOON + 24 * index, removed(`n${index}`, "primary", NOON + 24 * index - 1));
  expect(story.find("mass-deletion")).toEqual([]);
});

test("locks that are cut or switched off on many copies are told though nothing went yet", () => {
  const lock = { lockedUntil: instantToJson(hour(24 * 30)) };
  const { story } = tellNights([VISITOR_DB.asset], POLICY, lock);
  const cut = { ...SUM, lockedUntil: instantToJson(hour(NOON + 1)) };
  story.at(NOON, observed("n5", "duplicate", NOON, cut), observed("n6", "duplicate", NOON, cut));
  story.at(NOON, observed("n7", "duplicate", NOON, SUM));
  expect(story.all()).toMatchObject([{ kind: "mass-deletion", evidence: { locksCut: 3 } }]);
});

test.each([
  ["is still told", POLICY],
  ["is still told where the lock alone was promised", { copies: POLICY.copies }],
])("what was unlocked and goes ten hours later %s", (_, policy) => {
  const lock = { lockedUntil: instantToJson(hour(24 * 30)) };
  const { story } = tellNights([VISITOR_DB.asset], policy, lock);
  const runs = ["n5", "n6", "n7"];
  story.at(NOON, ...runs.map((runId) => observed(runId, "duplicate", NOON, SUM)));
  expect(story.open()).toEqual(["mass-deletion"]);
  const later = NOON + 10;
  for (const [index, runId] of runs.entries())
    story.at(later + index / 100, removed(runId, "duplicate", later + index / 100));
  story.at(later + 1, beat(later + 1));
  expect(story.find("mass-deletion")).toMatchObject([
    { resolvedAt: null, evidence: { runs: 3, locksCut: 3 } },
  ]);
});

test("without a retention what goes while its lock still runs went too early", () => {
  const lock = { lockedUntil: instantToJson(hour(24 * 30)) };
  const { story } = tellNights([VISITOR_DB.asset], { copies: POLICY.copies }, lock);
  story.at(NOON, ...["n5", "n6", "n7"].map((runId) => removed(runId, "primary", NOON)));
  expect(story.find("mass-deletion")).toMatchObject([{ evidence: { runs: 3, removed: 3 } }]);
});

test("without a retention what goes once its lock has run out went in time", () => {
  const lock = { lockedUntil: instantToJson(hour(NOON - 1)) };
  const { story } = tellNights([VISITOR_DB.asset], { copies: POLICY.copies }, lock);
  story.at(NOON, ...["n5", "n6", "n7"].map((runId) => removed(runId, "primary", NOON)));
  expect(story.all()).toEqual([]);
});

test("a little of many series in one vault is told of each of them", () => {
  const { story, speakers } = tellNights(["a", "b", "c", "d", "e"]);
  for (const speaker of speakers.slice(0, 4))
    story.at(NOON, speaker.removed("n7", "duplicate", NOON - 0.1));
  expect(story.find("mass-deletion")).toEqual([]);
  story.at(NOON, ...speakers.slice(4).map((e) => e.removed("n6", "duplicate", NOON - 0.2)));
  const assets = story.find("mass-deletion").flatMap(({ series }) => series?.asset ?? []);
  expect(assets.sort()).toEqual(["a", "b", "c", "d", "e"]);
  const again = speakers.slice(0, 1).map((a) => a.observed("n7", "duplicate", NOON, SUM));
  story.at(NOON + 0.1, ...again);
  expect(story.open()).toEqual([]);
});

test("a mass deletion is the same in whatever order it is heard of", () => {
  const events: readonly VigieEvent[] = ["n3", "n4", "n5", "n6", "n7"].flatMap((runId, index) => [
    removed(runId, "primary", NOON - 0.1 * index),
    removed(runId, "duplicate", NOON - 0.1 * index),
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray([...events], { minLength: events.length }), (order) => {
      const story = one();
      story.at(NOON, ...order);
      expect(story.all()).toMatchObject([
        { kind: "mass-deletion", evidence: { lastGood: { runId: "n2" } } },
      ]);
    }),
    { numRuns: 25 },
  );
});

test.each([
  ["in its window", 9],
  ["before its window", 0],
])("what goes of another vault %s makes no purge of it, in any order", (_, otherAt) => {
  const policy = { ...POLICY, copies: { ...POLICY.copies, required: ["primary"] } };
  const moved = 6;
  const placeOf = (night: number) => (night < moved ? "primary" : "duplicate");
  const go = (night: number, at: number) => removed(`n${night}`, placeOf(night), at);
  const day = 24 * 14;
  const events = [go(moved, day + otherAt), ...[0, 1, 2].map((night) => go(night, day + 10))];
  const all = [...events, go(moved - 1, day + 6)];
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
      const story = tellStory([policy]);
      const { succeeded } = speakOf(VISITOR_DB);
      for (let night = 0; night < 14; night += 1) {
        const at = 1 + 24 * night;
        const seen = observed(`n${night}`, placeOf(night), at + 1.1);
        story.at(at + 1.2, succeeded(`n${night}`, [at, at + 1]), seen);
        story.at(at + 8, beat(at + 8));
      }
      story.at(day + 10.5, ...order);
      story.until(day + 10.6);
      expect(story.find("mass-deletion")).toHaveLength(1);
    }),
    { numRuns: 25 },
  );
});

test("a vault that grows on does not take back the sum that was told", () => {
  const assets = Array.from({ length: 100 }, (_, index) => `db${index}`);
  const policy = { ...POLICY, copies: { ...POLICY.copies, required: ["primary"] } };
  const story = tellStory([policy]);
  const speakers = assets.map((asset) => speakOf({ ...VISITOR_DB, asset }));
  const tellRuns = (night: number, at: number) => {
    const events = speakers.flatMap((speak) => [
      speak.succeeded(`n${night}`, [at, at + 0.3]),
      speak.observed(`n${night}`, "primary", at + 0.4),
    ]);
    story.at(at + 0.5, ...events);
    story.at(at + 0.6, beat(at + 0.6));
  };
  for (const night of [0, 1, 2, 3, 4]) tellRuns(night, 24 * night + 1);
  story.at(100, ...speakers.slice(0, 5).map((speak) => speak.removed("n2", "primary", 99)));
  for (const night of [5, 6]) tellRuns(night, 96 + night);
  const [first] = speakers;
  if (first) story.at(104, first.removed("n3", "primary", 103), beat(104));
  story.until(105);
  const versions = story.versions.filter(({ kind }) => kind === "mass-deletion");
  expect(versions.map(({ version }) => version)).toEqual([1, 1, 1, 1, 1, 2]);
  for (const { evidence } of versions) {
    const wanted = Math.max(
      Number(evidence["runsMin"]),
      Number(evidence["leastShare"]) * Number(evidence["vaultCopies"]),
    );
    expect(Number(evidence["vaultRuns"])).toBeGreaterThanOrEqual(wanted);
  }
});
