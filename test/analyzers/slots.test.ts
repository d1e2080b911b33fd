import { expect, test } from "vitest";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { DAILY, heartbeat, hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const { started, succeeded, failed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });

/** A first night, so that slots count from there, and a collector that speaks. */
function tellFromSecondNight() {
  const story = tellStory([{}]);
  story.at(1.5, started("n1", 1), succeeded("n1", [1, 1.5]), beat(1.5));
  return story;
}

test("a backup that never comes is late, then missing, at the very watermark", () => {
  const story = tellFromSecondNight();
  story.at(26, beat(25.99));
  expect(story.open()).toEqual([]);
  story.at(26.1, beat(26));
  expect(story.open()).toEqual(["late"]);
  story.at(31.1, beat(31));
  expect(story.open()).toEqual(["missing"]);
  const [late] = story.find("late");
  expect(late).toMatchObject({ resolution: "became missing", version: 2, severity: "warning" });
  expect(late?.resolvedAt).toBe(story.find("missing")[0]?.openedAt);
  expect(story.find("missing")[0]).toMatchObject({
    severity: "critical",
    slot: instantToJson(hour(25)),
    openedAt: instantToJson(hour(31.1)),
    evidence: { due: instantToJson(hour(25)), watermark: instantToJson(hour(31)) },
  });
});

test("a backup that starts late closes late, and says how late", () => {
  const story = tellFromSecondNight();
  story.at(26.1, beat(26.05));
  story.at(27, started("n2", 27));
  expect(story.open()).toEqual([]);
  expect(story.find("late")[0]?.resolution).toBe("started 1 h late");
});

test("a missing backup that comes after all resolves with how late it was", () => {
  const story = tellFromSecondNight();
  story.at(31.1, beat(31.05));
  story.at(34, succeeded("n2", [32, 33]));
  expect(story.open()).toEqual([]);
  expect(story.find("missing")[0]?.resolution).toBe("filled 2 h late");
});

test("what was delivered late but in time by its own times says so", () => {
  const story = tellFromSecondNight();
  story.at(31.1, beat(31.05));
  story.at(34, succeeded("n2", [25, 26]));
  expect(story.find("missing")[0]?.resolution).toBe("delivered late by its collector");
});

test("a missing slot resolves when the next backup succeeds", () => {
  const story = tellFromSecondNight();
  story.at(31.1, beat(31.05));
  story.at(49.6, succeeded("n3", [49, 49.5]));
  expect(story.find("missing")[0]?.resolution).toBe("the next backup succeeded");
});

test("a slot found missing after a later one was filled is told and resolved in one", () => {
  const story = tellFromSecondNight();
  story.at(50, succeeded("n3", [49, 49.5]), beat(50));
  expect(story.find("missing")).toMatchObject([
    { slot: instantToJson(hour(25)), resolution: "the next backup succeeded", version: 1 },
  ]);
  expect(story.open()).toEqual([]);
});

test("a failure opens failed; a retry in the same slot closes it", () => {
  const story = tellFromSecondNight();
  story.at(25.6, started("n2", 25), failed("n2", 25.5));
  expect(story.find("failed")[0]).toMatchObject({
    runId: "n2",
    evidence: { errorCode: 3041, errorMessage: "disk full" },
  });
  story.at(27, succeeded("n2-again", [26, 27]));
  expect(story.find("failed")[0]?.resolution).toBe("another run of the slot succeeded");
  expect(story.open()).toEqual([]);
});

test("a failure that is the first that is heard of a series is missing too past its slot's end", () => {
  const story = tellStory([{}]);
  story.at(8, failed("n1", 1.5), beat(6.9));
  expect(story.open()).toEqual(["failed"]);
  story.at(8.1, beat(8));
  expect(story.open()).toEqual(["failed", "missing"]);
});

test("a run that does not end is stuck, not missing, and closes when it ends", () => {
  const story = tellFromSecondNight();
  story.at(25.1, started("n2", 25));
  story.at(28, beat(28));
  expect(story.open()).toEqual(["stuck"]);
  story.at(31.2, beat(31.2));
  expect(story.open()).toEqual(["stuck"]);
  expect(story.find("stuck")[0]?.evidence).toMatchObject({
    startedAt: instantToJson(hour(25)),
    stuckAt: instantToJson(hour(28)),
    maxDurationMs: 3 * 3_600_000,
  });
  story.at(32, succeeded("n2", [25, 31.5]));
  expect(story.find("stuck")[0]?.resolution).toBe("ended 3 h 30 min late");
  expect(story.find("missing")).toEqual([]);
});

test("of two successes in one slot the last counts and the other is an extra run", () => {
  const story = tellFromSecondNight();
  story.at(26, succeeded("n2", [25, 25.5]));
  story.at(30, succeeded("n2-again", [29, 29.5]));
  expect(story.all()).toMatchObject([{ kind: "extra-run", runId: "n2", severity: "info" }]);
  expect(story.open()).toEqual([]);
});

test("the earlier of two successes is the extra run also when it is heard of second", () => {
  const story = tellFromSecondNight();
  story.at(30, succeeded("n2-again", [29, 29.5]));
  story.at(30.1, succeeded("n2", [25, 25.5]));
  expect(story.all()).toMatchObject([{ kind: "extra-run", runId: "n2" }]);
});

test("nothing is expected in a maintenance window", () => {
  const maintenance = [{ cron: "0 0 21 11 *", zone: "UTC", for: "24h", reason: "move" }];
  const story = tellStory([{ maintenance }]);
  story.at(1.5, succeeded("n1", [1, 1.5]), beat(1.5));
  story.at(40, beat(40));
  expect(story.all()).toEqual([]);
  expect(story.state()).toBe("skipped");
});

test("a source that never reports starts is given its usual duration more", () => {
  const story = tellStory([{}]);
  story.at(3, succeeded("n1", [1, 3]), beat(3));
  story.at(27.9, beat(27.9));
  expect(story.open()).toEqual([]);
  story.at(28, beat(28));
  expect(story.open()).toEqual(["late"]);
});

test("without a collector our own clock less 15 minutes is the watermark, to the instant", () => {
  const story = tellStory([{}]);
  story.at(1.5, started("n1", 1), succeeded("n1", [1, 1.5]));
  story.until(26.24);
  expect(story.open()).toEqual([]);
  story.until(40);
  expect(story.find("late")[0]?.openedAt).toBe(instantToJson(hour(26.25)));
  expect(story.find("missing")[0]?.openedAt).toBe(instantToJson(hour(31.25)));
});

test("a collector that a policy names and that never spoke is told, its slots unknown", () => {
  const story = tellStory([{ reportedBy: "sql" }]);
  story.at(1.5, started("n1", 1), succeeded("n1", [1, 1.5]));
  story.until(40);
  expect(story.open()).toEqual([]);
  expect(story.find("collector-silent")).toMatchObject([{ collector: "sql", resolvedAt: null }]);
  expect(story.state()).toBe("unknown");
});

test("heartbeats out of order never move a watermark back", () => {
  const story = tellFromSecondNight();
  story.at(26.1, beat(26));
  story.at(26.2, beat(20));
  expect(story.open()).toEqual(["late"]);
});

test("a watermark ahead of our own clock judges nothing early", () => {
  const story = tellFromSecondNight();
  story.at(25.5, beat(100));
  expect(story.open()).toEqual([]);
});

test("the latest slot is unknown while the watermark stands behind its judgement", () => {
  const story = tellFromSecondNight();
  expect(story.state()).toBe("filled");
  story.until(25);
  expect(story.state()).toBe("waiting");
  story.until(26);
  expect(story.state()).toBe("unknown");
  story.at(26.1, beat(26.05));
  expect(story.state()).toBe("late");
});

test("slots of an asset count from when it was said to exist", () => {
  const story = tellStory([{}]);
  const since = instantToJson(hour(0));
  story.at(0.5, readEvent("asset.expected", { series: VISITOR_DB, since }));
  story.until(8);
  expect(story.find("missing")).toMatchObject([{ slot: instantToJson(hour(1)) }]);
});

test("an interval counts from the last slot, not from the last run", () => {
  const schedule = { every: "4h", startWithin: "30m", finishWithin: "2h", maxDuration: "1h" };
  const story = tellStory([{ ...DAILY, schedule }]);
  story.at(0.1, started("r0", 0), succeeded("r0", [0, 0.1]), beat(0.1));
  story.at(5, started("r1", 4.9), beat(5));
  story.at(5.5, succeeded("r1", [4.9, 5.4]), beat(5.5));
  story.at(8.6, beat(8.5));
  expect(story.find("late").at(-1)).toMatchObject({ slot: instantToJson(hour(8)) });
});

test("a run on time fills its own slot where the next one is due within early", () => {
  const schedule = { every: "15m", early: "30m", startWithin: "5m", finishWithin: "10m" };
  const story = tellStory([{ schedule }]);
  for (const at of [0, 0.25, 0.51, 0.74])
    story.at(at + 0.05, started(`r${at}`, at), succeeded(`r${at}`, [at, at + 0.05]), beat(at));
  story.at(1.2, beat(1.2));
  expect(story.find("missing")).toMatchObject([{ slot: instantToJson(hour(1)) }]);
  expect(story.find("missing")).toHaveLength(1);
});

test("hearing everything twice changes nothing", () => {
  const story = tellFromSecondNight();
  story.at(31.1, beat(31.05));
  const before = story.versions.length;
  story.at(31.2, started("n1", 1), succeeded("n1", [1, 1.5]), beat(31.05));
  expect(story.versions.length).toBe(before);
});

test("nothing is expected on a holiday, by the clocks of its zone", () => {
  const maintenance = [{ dates: ["11-21"], zone: "Europe/Paris", reason: "holiday" }];
  const story = tellStory([{ maintenance }]);
  story.at(1.5, succeeded("n1", [1, 1.5]), beat(1.5));
  story.at(40, beat(40));
  expect(story.all()).toEqual([]);
  story.at(56, beat(56));
  expect(story.find("missing")).toMatchObject([{ slot: instantToJson(hour(49)) }]);
});

/** What may be seen of a slot, with the finding that it leaves open at its end. */
const SEEN = {
  nothing: { events: () => [], open: "missing" },
  endless: { events: (at: number) => [started(`r${at}`, at)], open: "stuck" },
  failed: {
    events: (at: number) => [started(`r${at}`, at), failed(`r${at}`, at + 0.5)],
    open: "missing",
  },
  filled: { events: (at: number) => [succeeded(`r${at}`, [at, at + 0.5])], open: null },
  early: { events: (at: number) => [succeeded(`r${at}`, [at - 0.5, at])], open: null },
  late: { events: (at: number) => [succeeded(`r${at}`, [at + 4, at + 5])], open: null },
  twice: {
    events: (at: number) => [
      succeeded(`r${at}`, [at, at + 0.5]),
      succeeded(`s${at}`, [at + 1, at + 1.5]),
    ],
    open: null,
  },
  retried: {
    events: (at: number) => [failed(`r${at}`, at + 0.5), succeeded(`s${at}`, [at + 1, at + 1.5])],
    open: null,
  },
} as const;
const PAIRS = Object.keys(SEEN).flatMap((first) =>
  Object.keys(SEEN).map((second) => [first, second] as const),
);

test.each(PAIRS)("a slot that sees %s and a next one that sees %s", (first, second) => {
  const [one, two] = [seenAs(first), seenAs(second)];
  const story = tellFromSecondNight();
  story.at(32, ...one.events(25), beat(32));
  const isOpen = (kind: string | null) => (kind === null ? [] : [kind]);
  expect(story.open().filter((kind) => kind !== "failed")).toEqual(isOpen(one.open));
  story.at(56, ...two.events(49), beat(56));
  const open = story.open().filter((kind) => kind !== "failed");
  // A success that follows leaves nothing to be done about the slot before.
  expect(open.sort()).toEqual([...(two.open ? isOpen(one.open) : []), ...isOpen(two.open)].sort());
  const failures = [first, second].filter((seen) => seen === "failed" || seen === "retried");
  expect(story.find("failed")).toHaveLength(failures.length);
  expect(story.find("extra-run").map(({ runId }) => runId)).toEqual(
    [first, second].flatMap((seen, index) => (seen === "twice" ? [`r${25 + 24 * index}`] : [])),
  );
});

function seenAs(name: string) {
  const seen = Object.entries(SEEN).find(([key]) => key === name)?.[1];
  if (!seen) throw new Error(`nothing is seen as ${name}`);
  return seen;
}

test("what is heard of a slot that was forgotten makes nothing of it missing", () => {
  const story = tellFromSecondNight();
  for (let night = 1; night < 60; night += 1) {
    const at = 24 * night;
    if (night === 5) continue;
    story.at(at + 2, succeeded(`n${night + 1}`, [at + 1, at + 1.5]), beat(at + 1.5));
  }
  const told = story.all().map(({ id, kind, resolvedAt }) => ({ id, kind, resolvedAt }));
  expect(told.map(({ kind }) => kind)).toEqual(["missing"]);
  story.at(1_430, succeeded("second of n1", [1.6, 2.1]), succeeded("n0", [-23, -22.5]));
  story.at(1_431, succeeded("first ever", [-240, -239.5]), beat(1_431));
  const after = story.all().map(({ id, kind, resolvedAt }) => ({ id, kind, resolvedAt }));
  expect(after).toEqual(told);
});
