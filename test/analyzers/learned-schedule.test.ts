import { expect, test } from "vitest";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, speakOf, tellStory } from "./tell-story.ts";

const { started, succeeded, failed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
const LASTS = 0.5;
const DAY = 24;

/** Minutes of jitter that look like chance and are none. */
const jitter = (index: number) => ((index * 7) % 11) / 60;

type Options = {
  readonly until: number;
  readonly schedule?: unknown;
  readonly silent?: [number, number];
};

/** A story of runs that begin at these hours, each heard of at once, with a heartbeat each hour. */
function tellRuns(begins: readonly number[], { until, schedule = "learned", silent }: Options) {
  const story = tellStory([{ schedule }]);
  const isSilent = (at: number) => silent !== undefined && at >= silent[0] && at < silent[1];
  const heardAt = (at: number) => (isSilent(at) ? (silent?.[1] ?? at) : at);
  const said = begins.flatMap((begin, index) => [
    { at: heardAt(begin), event: started(`r${index}`, begin) },
    { at: heardAt(begin + LASTS), event: succeeded(`r${index}`, [begin, begin + LASTS]) },
  ]);
  for (let at = 0; at <= until; at++) if (!isSilent(at)) said.push({ at, event: beat(at) });
  const rank = (type: string) => (type.includes("heartbeat") ? 1 : 0);
  const inOrder = said.sort((a, b) => a.at - b.at || rank(a.event.type) - rank(b.event.type));
  for (const { at, event } of inOrder) if (at <= until) story.at(at, event);
  story.until(until);
  return story;
}

/** Runs at one o'clock of each day, but for some. */
function nightly(days: number, without: readonly number[] = [], at = 1): number[] {
  const all = Array.from({ length: days }, (_, day) => day);
  return all.filter((day) => !without.includes(day)).map((day) => DAY * day + at + jitter(day));
}

const told = (story: ReturnType<typeof tellStory>) =>
  story.all().map(({ kind, slot }) => [kind, slot?.slice(5, 13)]);

test("a nightly backup is learned after seven nights, and missed within two hours", () => {
  const story = tellRuns(nightly(30, [12]), { until: 30 * DAY });
  const [late, missing] = story.all();
  expect(told(story)).toEqual([
    ["late", "12-02T01"],
    ["missing", "12-02T01"],
  ]);
  expect(late?.severity).toBe("warning");
  const usualEnd = hour(12 * DAY + 1 + LASTS);
  const { missingAt } = { ...missing?.evidence };
  expect(Date.parse(String(missingAt)) - usualEnd).toBeLessThanOrEqual(2 * 3_600_000);
  expect(missing?.evidence).toMatchObject({
    learned: { schedule: "0 1 * * *", zone: "UTC", runs: 12, startWithinMs: 75 * 60_000 },
  });
  expect(missing?.resolution).toBe("the next backup succeeded");
});

test("until enough was learned the series waits, and nothing is told", () => {
  const story = tellRuns(nightly(6), { until: 12 * DAY });
  expect(story.all()).toEqual([]);
  expect(story.state()).toBe("waiting");
});

test("a backup of working days is not missed at weekends", () => {
  const weekend = [1, 2, 8, 9, 15, 16, 22, 23, 29, 30, 36, 37];
  const story = tellRuns(nightly(40, [...weekend, 20]), { until: 40 * DAY });
  expect(told(story)).toEqual([
    ["late", "12-10T01"],
    ["missing", "12-10T01"],
  ]);
  expect(story.find("missing")[0]?.evidence).toMatchObject({
    learned: { schedule: expect.stringMatching(/^[05] 1 \* \* 1,2,3,4,5$/) },
  });
});

test("a weekly and a monthly backup are learned", () => {
  const weekly = [0, 1, 2, 3, 4, 5, 7].map((week) => week * 7 * DAY + 2);
  const slots = (story: ReturnType<typeof tellStory>) =>
    story.find("missing").map(({ slot }) => slot?.slice(5, 13));
  expect(slots(tellRuns(weekly, { until: 50 * DAY }))).toEqual(["01-01T02"]);
  // The last days of November to March; nothing in April.
  const ends = ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"];
  const monthly = ends.map((day) => (Date.parse(day) - hour(0)) / 3_600_000 + 3);
  const story = tellRuns(monthly, { until: 170 * DAY });
  expect(slots(story)).toEqual(["04-30T03"]);
  expect(story.find("missing")[0]?.evidence).toMatchObject({ learned: { schedule: "0 3 L * *" } });
});

test("what comes several times a day is learned", () => {
  const begins = Array.from({ length: 60 }, (_, index) => index * 4 + 2 + jitter(index));
  const story = tellRuns(
    begins.filter((_, index) => index !== 30),
    { until: 230 },
  );
  expect(told(story)).toEqual([
    ["late", "11-25T02"],
    ["missing", "11-25T02"],
  ]);
});

test("irregular backups teach no schedule", () => {
  const begins = [0, 3, 31, 35, 90, 91, 130, 200, 203, 260, 300, 420].map((at) => at + 0.5);
  expect(tellRuns(begins, { until: 600 }).all()).toEqual([]);
});

test("three nights at another time are the new time, and nothing is missing meanwhile", () => {
  const moved = [...nightly(20), ...nightly(20, [], 5).map((at) => at + 20 * DAY)];
  const story = tellRuns(moved, { until: 40 * DAY });
  const missing = story.find("missing").map(({ slot }) => slot);
  expect(missing.length).toBeLessThanOrEqual(3);
  expect(story.all().every(({ openedAt }) => Date.parse(openedAt) < hour(23 * DAY))).toBe(true);
  expect(story.open()).toEqual([]);
});

test("after three nights at a later time it is that time by which one is missing", () => {
  const moved = [...nightly(20), ...nightly(20, [7], 5).map((at) => at + 20 * DAY)];
  const late = tellRuns(moved, { until: 40 * DAY })
    .find("late")
    .at(-1);
  expect(late?.slot?.slice(5, 13)).toBe("12-17T05");
  expect(late?.evidence).toMatchObject({
    learned: { schedule: "5 5 * * *", startWithinMs: 75 * 60_000 },
  });
});

test("a backup that strays by hours may begin as early as it usually does", () => {
  const aside = (day: number) => (((day * 5) % 13) - 6) / 2;
  const straying = Array.from({ length: 40 }, (_, day) => DAY * day + 12 + aside(day));
  expect(told(tellRuns(straying, { until: 40 * DAY }))).toEqual([]);
});

test("one run at another hour, soon after a new time was learned, unsettles nothing", () => {
  const moved = [...nightly(20), ...nightly(10, [], 5).map((at) => at + 20 * DAY)];
  for (const [day, at] of [
    [23, 17],
    [24, 16.5],
    [24, 11],
  ] as const) {
    const story = tellRuns([...moved, day * DAY + at], { until: 30 * DAY });
    const after = story.all().filter(({ openedAt }) => Date.parse(openedAt) > hour(23 * DAY));
    expect(after.map(({ kind }) => kind)).toEqual(["extra-run"]);
  }
});

test("a weekday that has stopped is missed twice, then no more", () => {
  const sundays = [30, 37, 44, 51].map((day) => day);
  const story = tellRuns(nightly(54, sundays), { until: 54 * DAY });
  expect(story.find("missing").map(({ slot }) => slot?.slice(0, 10))).toEqual([
    "2026-12-20",
    "2026-12-27",
  ]);
});

test("nothing is missing while the collector is silent, and afterwards only what is", () => {
  const story = tellRuns(nightly(30, [17]), { until: 30 * DAY, silent: [15 * DAY, 20 * DAY + 9] });
  expect(told(story)).toEqual([["missing", "12-07T01"]]);
  expect(story.find("collector-silent")).toHaveLength(1);
});

test("a daily backup by the clocks of Paris stays so over their change, either way", () => {
  // 2027-03-28: the 128th day; by UTC the backup comes an hour earlier from then on.
  const spring = nightly(150).map((at) => (at > 128 * DAY ? at - 1 : at));
  for (const schedule of ["learned", { learned: true, zone: "Europe/Paris" }])
    expect(told(tellRuns(spring, { until: 149 * DAY, schedule }))).toEqual([]);
  const autumn = nightly(150).map((at) => (at > 128 * DAY ? at + 1 : at));
  expect(told(tellRuns(autumn, { until: 149 * DAY }))).toEqual([]);
});

test("a failed night is told as failed, at once", () => {
  const story = tellRuns(nightly(20), { until: 19 * DAY + 3 });
  story.at(20 * DAY + 1.2, failed("f", 20 * DAY + 1.2), beat(20 * DAY + 1.2));
  expect(story.open()).toEqual(["failed"]);
});

test("any order of hearing within an outage gives the same findings", () => {
  const ids = [1, 2, 3].map((seed) => {
    const story = tellStory([{ schedule: "learned" }]);
    story.at(0, beat(0));
    const events = nightly(30, [12, 20]).flatMap((begin, index) => [
      started(`r${index}`, begin),
      succeeded(`r${index}`, [begin, begin + LASTS]),
    ]);
    const shuffled = events
      .map((event, index) => ({ event, key: (index * 7919 * seed) % 61 }))
      .sort((a, b) => a.key - b.key);
    story.at(30 * DAY, ...shuffled.map(({ event }) => event));
    story.at(30 * DAY, beat(30 * DAY));
    return story.all().map(({ id, kind, slot }) => [id, kind, slot]);
  });
  expect(ids[0]).toHaveLength(2);
  expect(ids[1]).toEqual(ids[0]);
  expect(ids[2]).toEqual(ids[0]);
});

test("a policy may grant more than history shows", () => {
  const schedule = { learned: true, startWithin: "5h", finishWithin: "8h" };
  const story = tellRuns(nightly(20), { until: 20 * DAY + 6, schedule });
  expect(story.all()).toEqual([]);
  story.at(20 * DAY + 9.1, beat(20 * DAY + 9.1));
  expect(story.find("missing")[0]?.slot).toBe(instantToJson(hour(20 * DAY + 1) + 5 * 60_000));
});
