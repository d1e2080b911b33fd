import fc from "fast-check";
import { expect, test } from "vitest";
import type { VigieEvent } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const { succeeded, observed, removed } = speakOf(VISITOR_DB);
const POLICY = {
  copies: { required: ["primary", "duplicate"], within: "6h" },
  retention: { keep: "14d" },
};
const sha = (value: string, more: object = {}) => ({
  checksum: { algorithm: "sha256", value, ...more },
});
const beat = (at: number) =>
  heartbeat("eyes", at, { sources: ["/sql/"], vaults: ["primary-vault", "duplicate-vault"] });

const instantOf = (at: number) => instantToJson(hour(at));

function announced(kind: string, from: number, to: number) {
  const match = { asset: VISITOR_DB.asset };
  const said = { match, from: instantOf(from), to: instantOf(to), kind, reason: "as agreed" };
  return readEvent("change.announced", said);
}

function retired(until: number) {
  const said = { series: VISITOR_DB, since: instantOf(0), until: instantOf(until) };
  return readEvent("asset.expected", said);
}

/** One run that ended at 02:00, so that its copies are due by 08:00. */
function tellOneRun(policy: object = POLICY, claim: object = {}) {
  const story = tellStory([policy]);
  story.at(2, beat(2), succeeded("n1", [1, 2], claim));
  return story;
}

test("a copy that no one made is missing once its vault's watermark passes the deadline", () => {
  const story = tellOneRun();
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  story.at(8.1, beat(7.99));
  expect(story.open()).toEqual([]);
  story.at(8.2, beat(8));
  expect(story.all()).toMatchObject([
    { kind: "copy-missing", runId: "n1", copy: null, evidence: { role: "duplicate" } },
  ]);
});

test("a copy that arrives late closes copy-missing and is told as late", () => {
  const story = tellOneRun();
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  story.at(8.2, beat(8.1));
  story.at(10, observed("n1", "duplicate", 9, sha("aaaa")));
  expect(story.open()).toEqual([]);
  expect(story.find("copy-missing")[0]?.resolution).toBe("arrived late");
  expect(story.find("copy-late")).toMatchObject([
    { version: 1, evidence: { lateByMs: 3_600_000 }, copy: { role: "duplicate" } },
  ]);
});

test("a copy heard of late but seen in time was delivered late", () => {
  const story = tellOneRun();
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  story.at(8.2, beat(8.1));
  story.at(10, observed("n1", "duplicate", 7, sha("aaaa")));
  expect(story.find("copy-missing")[0]?.resolution).toBe("delivered late by its collector");
  expect(story.find("copy-late")).toEqual([]);
});

test("copies may be heard of before their run", () => {
  const story = tellStory([POLICY]);
  story.at(1.9, observed("n1", "primary", 1.9, sha("aaaa")));
  story.at(1.95, observed("n1", "duplicate", 1.95, sha("aaaa")));
  story.at(2, beat(2), succeeded("n1", [1, 2]));
  story.at(9, beat(9));
  expect(story.all()).toEqual([]);
});

test("copies of a run that nobody reported say nothing", () => {
  const story = tellOneRun();
  const both = [
    observed("x", "primary", 2, sha("aaaa")),
    observed("x", "duplicate", 2, sha("bbbb")),
  ];
  story.at(2.2, ...both);
  expect(story.all()).toEqual([]);
});

/** Both copies seen in time, with the same checksum. */
function tellBothCopies(policy: object = POLICY) {
  const story = tellOneRun(policy);
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  story.at(2.2, observed("n1", "duplicate", 2.2, sha("aaaa")));
  story.at(9, beat(9));
  expect(story.all()).toEqual([]);
  return story;
}

test("a copy removed before its retention ends is lost until one is seen again", () => {
  const story = tellBothCopies();
  story.at(20, removed("n1", "duplicate", 19));
  story.at(20.1, beat(20));
  expect(story.find("copy-lost")).toMatchObject([
    { copy: { role: "duplicate" }, severity: "critical" },
  ]);
  story.at(22, observed("n1", "duplicate", 21, sha("aaaa")));
  expect(story.find("copy-lost")[0]?.resolution).toBe("a copy in its role is there again");
  story.at(30, removed("n1", "duplicate", 29), beat(29));
  expect(story.find("copy-lost")).toHaveLength(2);
});

test("a copy removed after its retention is none of our business", () => {
  const story = tellBothCopies({ ...POLICY, schedule: { every: "30d" } });
  story.at(2 + 14 * 24, removed("n1", "duplicate", 2 + 14 * 24));
  expect(story.find("copy-lost")).toEqual([]);
});

test("a copy with other bytes than at first has changed, and is no mismatch besides", () => {
  const story = tellBothCopies();
  story.at(20, observed("n1", "duplicate", 20, sha("ffff")));
  expect(story.all()).toMatchObject([
    { kind: "copy-changed", severity: "critical", copy: { role: "duplicate" } },
  ]);
  story.at(21, observed("n1", "duplicate", 21));
  expect(story.open()).toEqual(["copy-changed"]);
  story.at(22, observed("n1", "duplicate", 22, sha("aaaa")));
  expect(story.open()).toEqual([]);
  story.at(23, observed("n1", "duplicate", 23, sha("ffff")));
  expect(story.find("copy-changed")).toHaveLength(2);
  story.at(24, removed("n1", "duplicate", 24), beat(24));
  expect(story.open()).toEqual(["copy-lost"]);
});

test("a changed copy is found as well when the later look is heard of first", () => {
  const story = tellOneRun();
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  story.at(20.1, observed("n1", "duplicate", 20, sha("ffff")));
  story.at(20.2, observed("n1", "duplicate", 3, sha("aaaa")));
  expect(story.open()).toEqual(["copy-changed"]);
});

test.each([
  ["another size", { sizeBytes: 900_000, ...sha("aaaa") }, ["copy-size-mismatch"]],
  ["another checksum", sha("bbbb"), ["copy-checksum-mismatch"]],
  ["the same checksum", sha("aaaa"), []],
  ["the same full checksum, said", sha("aaaa", { type: "full" }), []],
  ["no checksum", {}, ["copy-unverified"]],
  ["a composite checksum", sha("bbbb", { type: "composite" }), ["copy-unverified"]],
  ["another algorithm", { checksum: { algorithm: "md5", value: "bbbb" } }, ["copy-unverified"]],
  ["encrypted, another size", { sizeBytes: 1_000_100, encrypted: true }, ["copy-unverified"]],
] as const)("a duplicate with %s", (_case, duplicate, kinds) => {
  const story = tellOneRun();
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  story.at(2.2, observed("n1", "duplicate", 2.2, duplicate));
  story.at(9, beat(9));
  expect(story.open()).toEqual(kinds);
});

test("copies that cannot be compared are told only once all was said of both", () => {
  const story = tellOneRun();
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")), observed("n1", "duplicate", 2.1));
  story.at(7.9, beat(7.9));
  expect(story.open()).toEqual([]);
  story.at(8.1, beat(8));
  expect(story.open()).toEqual(["copy-unverified"]);
});

test("a primary copy that is not what its job claims", () => {
  const story = tellOneRun(POLICY, sha("cccc"));
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  expect(story.all()).toMatchObject([
    { kind: "copy-checksum-mismatch", evidence: { claimed: "cccc", observed: "aaaa" } },
  ]);
});

test("only the run that fills the slot must have copies", () => {
  const story = tellOneRun();
  story.at(4, succeeded("n1-again", [3, 4]));
  story.at(4.1, observed("n1-again", "primary", 4.1, sha("aaaa")));
  story.at(4.1, observed("n1-again", "duplicate", 4.1, sha("aaaa")));
  story.at(12, beat(12));
  expect(story.find("copy-missing")).toEqual([]);
});

test("a missing copy is of no matter once the run's retention has ended", () => {
  const story = tellOneRun({ ...POLICY, schedule: { every: "1d" } });
  story.at(9, beat(9));
  expect(story.open()).toEqual(["copy-missing", "copy-missing"]);
  story.until(2 + 24 * 18);
  expect(story.find("copy-missing")[0]?.resolution).toBe("the retention of its run has ended");
});

test("a copy is not lost when its removal is heard of before its new place", () => {
  const story = tellBothCopies();
  story.at(20, removed("n1", "duplicate", 19.9));
  story.at(20.01, observed("n1", "duplicate", 19.8, { ...sha("aaaa"), uri: "file:///new/n1" }));
  story.at(20.1, beat(20));
  expect(story.all()).toEqual([]);
});

test("a copy in a vault that no collector covers is lost after a short patience", () => {
  const story = tellStory([POLICY]);
  story.at(2, succeeded("n1", [1, 2]), observed("n1", "primary", 2, sha("aaaa")));
  story.at(2.1, observed("n1", "duplicate", 2.1, sha("aaaa")), removed("n1", "primary", 2.05));
  story.until(2.2);
  expect(story.find("copy-lost")).toEqual([]);
  story.until(2.4);
  expect(story.find("copy-lost")).toMatchObject([{ copy: { role: "primary" } }]);
});

test.each([
  ["no retention promises it", { copies: POLICY.copies }, []],
  ["its purge was announced", POLICY, [announced("purge", 18, 24)]],
  ["another retention was announced", POLICY, [announced("policy", 18, 24)]],
  ["its asset is retired", POLICY, [retired(18)]],
])("a copy that goes early is not lost where %s", (_why, policy, said) => {
  const story = tellBothCopies(policy);
  story.at(17, ...said);
  story.at(20, removed("n1", "duplicate", 19), beat(20));
  expect(story.all()).toEqual([]);
});

test("days of retention may be counted by clocks that lose an hour in spring", () => {
  const schedule = { cron: "0 1 * * *", zone: "Australia/Sydney" };
  const days = (count: number) => 24 * count;
  const story = tellStory([{ ...POLICY, retention: { keep: "320d" }, schedule }]);
  const began = days(-1) + 15;
  story.at(0, succeeded("n1", [began, began]), observed("n1", "primary", 0, sha("aaaa")));
  story.at(0, observed("n1", "duplicate", 0, sha("aaaa")), beat(0));
  // Daylight saving is on in November there, off in July, and on again in October.
  story.at(days(319), removed("n1", "duplicate", began + days(320)), beat(days(319)));
  expect(story.find("copy-lost")).toEqual([]);
});

test("what an inventory sees after the deadline was late only if an earlier one had not seen it", () => {
  const inventory = (at: number) => {
    const vaults = ["primary-vault", "duplicate-vault"];
    return readEvent("collector.heartbeat", {
      ...{ collector: "eyes", watermark: instantOf(at), covers: { vaults } },
      inventoryComplete: true,
    });
  };
  const tell = (looks: readonly number[], seenAt: number) => {
    const story = tellStory([POLICY]);
    story.at(2, succeeded("n1", [1, 2]), observed("n1", "primary", 2, sha("aaaa")));
    for (const at of looks) {
      if (at === seenAt) story.at(at, observed("n1", "duplicate", at, sha("aaaa")));
      story.at(at, inventory(at));
    }
    expect(story.open()).toEqual([]);
    return story.all().map(({ kind }) => kind);
  };
  expect(tell([0, 6, 12], 12)).toEqual([]);
  expect(tell([1, 12], 12)).toEqual([]);
  expect(tell([0, 6, 9, 12], 12)).toEqual(["copy-missing", "copy-late"]);
});

test("a copy of which only the removal was heard did not come late", () => {
  const story = tellOneRun();
  story.at(2.1, observed("n1", "primary", 2.1, sha("aaaa")));
  story.at(30, removed("n1", "duplicate", 29), beat(29));
  expect(story.find("copy-late")).toEqual([]);
  expect(story.find("copy-missing")).toMatchObject([]);
});

/** What became of copies is the same in the end, in whatever order it is heard of. */
test("copies are judged the same in the end in whatever order they are heard of", () => {
  const events = [
    succeeded("n1", [1, 2]),
    observed("n1", "primary", 2.1, { ...sha("aaaa"), lockedUntil: instantOf(400) }),
    observed("n1", "duplicate", 9, sha("aaaa")),
    observed("n1", "duplicate", 12, { ...sha("aaaa"), uri: "file:///new/n1" }),
    removed("n1", "duplicate", 13),
    observed("n1", "primary", 14, { ...sha("aaaa"), lockedUntil: instantOf(20) }),
    observed("n1", "primary", 15, sha("ffff")),
    removed("n1", "primary", 16),
  ];
  const policy = { ...POLICY, retention: { keep: "14d", locked: true } };
  const tell = (order: readonly VigieEvent[]) => {
    const story = tellStory([policy]);
    story.at(16.5, ...order);
    story.at(17, beat(17));
    return story
      .all()
      .flatMap(({ kind, resolvedAt }) => (resolvedAt === null ? [kind] : []))
      .sort();
  };
  const straight = tell(events);
  expect(straight).toEqual(["copy-lost", "lock-short"]);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) => {
      expect(tell([...order, ...order])).toEqual(straight);
    }),
    { numRuns: 150 },
  );
});
