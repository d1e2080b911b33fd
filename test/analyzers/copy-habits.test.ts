import { expect, test } from "vitest";
import { createEpisode } from "../../analyzers/copy-habits/create-episode.ts";
import { createMemory } from "../../analyzers/detection/memory.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, speakOf, tellStory } from "./tell-story.ts";

const { succeeded, observed, removed } = speakOf(VISITOR_DB);
const COPIES = { required: ["primary", "duplicate"], within: "6h" };
const POLICY = { copies: COPIES, retention: { keep: "14d" } };
const SUM = { checksum: { algorithm: "sha256", value: "aaaa" } };
const until = (at: number) => ({ lockedUntil: instantToJson(hour(at)) });
const beat = (at: number) =>
  heartbeat("eyes", at, { sources: ["/sql/"], vaults: ["primary-vault", "duplicate-vault"] });

/** Tells of nights from 01:00 on, one copy as `primary` and one as `duplicate` says. */
function createNights(policy: object = POLICY) {
  const story = tellStory([policy]);
  const night = (
    index: number,
    primary: object,
    duplicate: object,
    claim: object = {},
    hearAfter = 3,
  ) => {
    const at = 1 + 24 * index;
    const runId = `n${index}`;
    const seen = [
      observed(runId, "primary", at + 2, { ...SUM, ...primary }),
      observed(runId, "duplicate", at + 2, { ...SUM, ...duplicate }),
    ];
    story.at(at + hearAfter, succeeded(runId, [at, at + 1], claim), ...seen);
    story.at(at + hearAfter + 6, beat(at + hearAfter + 6));
  };
  return { story, night };
}

test("copies that cannot be compared are told once, until those of a later run can", () => {
  const { story, night } = createNights();
  const md5 = { checksum: { algorithm: "md5", value: "bbbb" } };
  night(0, {}, {});
  for (const index of [1, 2, 3]) night(index, {}, md5);
  expect(story.all()).toMatchObject([{ kind: "copy-unverified", runId: "n1", resolvedAt: null }]);
  night(4, {}, {});
  expect(story.open()).toEqual([]);
  night(5, {}, md5);
  expect(story.find("copy-unverified")).toHaveLength(2);
});

test("a run heard of late begins no episode that a later run has ended", () => {
  const { story, night } = createNights();
  const other = { ...SUM, checksum: { algorithm: "md5", value: "bbbb" } };
  night(1, {}, {}, {}, 3);
  night(0, {}, other, {}, 40);
  expect(story.find("copy-unverified")).toEqual([]);
});

test("primary and duplicate in one vault are told once, at once", () => {
  const { story, night } = createNights();
  const beside = { vault: "primary-vault", uri: "file:///primary/beside" };
  const at = (index: number) => ({ ...beside, uri: `${beside.uri}-${index}` });
  night(0, {}, at(0));
  night(1, {}, at(1));
  expect(story.all()).toMatchObject([
    { kind: "copies-colocated", severity: "warning", evidence: { vault: "primary-vault" } },
  ]);
  night(2, {}, {});
  expect(story.open()).toEqual([]);
});

test("one vault is nobody's business where the policy asks for a primary alone", () => {
  const { story, night } = createNights({ copies: { ...COPIES, required: ["primary"] } });
  night(0, {}, { vault: "primary-vault" });
  expect(story.all()).toEqual([]);
});

test("a copy that went ends what its run showed", () => {
  const { story, night } = createNights({ copies: COPIES });
  night(0, {}, { vault: "primary-vault", uri: "file:///duplicate/n0" });
  expect(story.open()).toEqual(["copies-colocated"]);
  story.at(20, removed("n0", "duplicate", 19), beat(20));
  expect(story.open()).toEqual([]);
});

const ENCRYPTED = { copies: { ...COPIES, encrypted: true } };
test.each([
  ["a copy that says so", ENCRYPTED, { encrypted: false }, {}, ["unencrypted"]],
  ["a job that says so", ENCRYPTED, {}, { encrypted: false }, ["unencrypted"]],
  ["copies that nobody speaks of", ENCRYPTED, {}, {}, []],
  ["encrypted copies of a plain job", ENCRYPTED, { encrypted: true }, { encrypted: false }, []],
  ["no policy that asks for it", { copies: COPIES }, { encrypted: false }, {}, []],
])("unencrypted: %s", (_case, policy, copy, claim, kinds) => {
  const { story, night } = createNights(policy);
  night(0, copy, copy, claim);
  night(1, copy, copy, claim);
  expect(story.all().map(({ kind }) => kind)).toEqual(kinds);
});

test("a duplicate that is plain night after night is told once, though its primary comes first", () => {
  const { story } = createNights(ENCRYPTED);
  for (const at of [1, 25, 49]) {
    story.at(at + 1, succeeded(`n${at}`, [at, at + 1]));
    story.at(at + 1.1, observed(`n${at}`, "primary", at + 1.1, { ...SUM, encrypted: true }));
    story.at(at + 1.2, observed(`n${at}`, "duplicate", at + 1.2, { ...SUM, encrypted: false }));
    story.at(at + 8, beat(at + 8));
  }
  expect(story.find("unencrypted")).toMatchObject([{ runId: "n1", resolvedAt: null }]);
});

test("what is encrypted again ends it", () => {
  const { story, night } = createNights(ENCRYPTED);
  night(0, { encrypted: false }, { encrypted: true });
  night(1, { encrypted: true }, { encrypted: true });
  expect(story.open().filter((kind) => kind === "unencrypted")).toEqual([]);
  expect(story.find("unencrypted")).toHaveLength(1);
});

const LOCKED = { copies: COPIES, retention: { keep: "14d", locked: true } };
const KEPT = 1 + 14 * 24;
test.each([
  ["long enough", LOCKED, until(KEPT), []],
  ["a second short", LOCKED, until(KEPT - 1 / 3_600), ["lock-short"]],
  ["absent", LOCKED, {}, ["lock-short"]],
  ["absent, and not asked for", POLICY, {}, []],
])("a lock that is %s", (_case, policy, lock, kinds) => {
  const { story, night } = createNights(policy);
  night(0, lock, until(KEPT));
  expect(story.all().map(({ kind }) => kind)).toEqual(kinds);
});

test("a lock cut short is critical at once, until it is set again", () => {
  const { story, night } = createNights(LOCKED);
  night(0, until(KEPT), until(KEPT));
  story.at(15, observed("n0", "duplicate", 15, { ...SUM, ...until(20) }));
  expect(story.all()).toMatchObject([
    { kind: "lock-short", severity: "critical", copy: { role: "duplicate" } },
  ]);
  story.at(16, observed("n0", "duplicate", 16, { ...SUM, ...until(KEPT) }));
  expect(story.open()).toEqual([]);
});

test("a lock that is shown no more once it has run out was not cut", () => {
  const { story, night } = createNights({ ...POLICY, retention: { keep: "10h", locked: true } });
  night(0, until(12), until(12));
  story.at(13, observed("n0", "duplicate", 13, SUM));
  expect(story.find("lock-short").filter(({ severity }) => severity === "critical")).toEqual([]);
});

test("a bad habit of more runs than are kept ends with a good run after the last of them", () => {
  const episode = createEpisode<string>(createMemory());
  episode.note("last", 1_000, "bad");
  for (let run = 0; run < 300; run++) episode.note(`r${run}`, run, "bad");
  episode.note("good", 500, "good");
  expect(episode.told()?.runId).toBe("last");
  episode.note("better", 1_001, "good");
  expect(episode.told()).toBeNull();
});
