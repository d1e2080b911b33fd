import { describe, expect, test } from "vitest";
import type { VigieEvent } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { last, step, type Timed, usual, wobble } from "./step-durations.ts";
import {
  heartbeat,
  hour,
  instant,
  readDecision,
  readEvent,
  speakOf,
  tellStory,
} from "./tell-story.ts";

const GB = 1e9;
const MINUTE_H = 1 / 60;

test.each([
  ["as long as ever", { minutes: 23 }, null],
  ["half as long again", { minutes: 30 }, null],
  ["four times as long", { minutes: 80 }, "too-slow"],
  ["a tenth of the time", { minutes: 2 }, "too-fast"],
  ["four times as long for four times the bytes", { minutes: 80, gigabytes: 400 }, null],
  ["as long as ever for four times the bytes", { minutes: 20, gigabytes: 400 }, null],
  ["a tenth of the time for a tenth of the bytes", { minutes: 2, gigabytes: 10 }, null],
  ["as long as ever for a tenth of the bytes", { minutes: 20, gigabytes: 10 }, null],
])("stepDuration() on %s", (_case, run, found) => {
  expect(last(run)).toBe(found);
});

test("stepDuration() learns from seven runs on, and wakes nobody for seconds", () => {
  expect(step([...usual.slice(0, 6), { minutes: 200 }]).at(-1)?.found).toBeNull();
  expect(step([...usual.slice(0, 7), { minutes: 200 }]).at(-1)?.found).toBe("too-slow");
  const seconds = Array.from({ length: 10 }, () => ({ minutes: 8 / 60 }));
  expect(step([...seconds, { minutes: 1.5 }]).at(-1)?.found).toBeNull();
});

test("stepDuration() holds a policy's least duration from the first run on", () => {
  const [short, long] = step([{ minutes: 0.1 }, { minutes: 1 }], { minSeconds: 10 });
  expect(short).toMatchObject({ found: "too-fast", rule: "minimum" });
  expect(long?.found).toBeNull();
});

test("stepDuration() is not taught by strange runs, adopts three alike, and knows a return", () => {
  const slow = { minutes: 90 };
  const steps = step([...usual, slow, slow, slow, slow, { minutes: 20 }, { minutes: 20 }]);
  const found = steps.slice(usual.length).map((one) => one.found);
  expect(found).toEqual(["too-slow", "too-slow", "too-slow", null, null, null]);
  expect(steps[usual.length + 2]?.level?.runs).toBe(3);
  const apart = step([...usual, { minutes: 60 }, { minutes: 240 }, { minutes: 120 }]);
  expect(apart.map(({ level }) => level).filter(Boolean)).toEqual([]);
});

test.each([
  ["too-slow", 90],
  ["too-fast", 2],
])("stepDuration() tells again what was %s for days and was mended", (kind, minutes) => {
  const bad = { minutes };
  const good = { minutes: 20 };
  const steps = step([...usual, bad, bad, bad, bad, good, good, bad, good, bad]);
  const found = steps.slice(usual.length).map((one) => one.found);
  expect(found).toEqual([kind, kind, kind, null, null, null, kind, null, kind]);
});

test("stepDuration() takes what was announced for the new level at once", () => {
  const steps = step([...usual, { minutes: 90 }, { minutes: 88 }, { minutes: 400 }], {
    announced: 10,
  });
  expect(steps.slice(10).map(({ found }) => found)).toEqual([null, null, "too-slow"]);
});

test("stepDuration() does not take runs six times as slow for what was announced", () => {
  const steps = step([...usual, { minutes: 120 }, { minutes: 21 }], { announced: 10 });
  expect(steps.slice(10).map(({ found }) => found)).toEqual(["too-slow", null]);
});

test("stepDuration() is not made blind by runs with nothing in them", () => {
  const empty = { minutes: 5, gigabytes: 0.000004 };
  expect(last(empty, empty, empty, { minutes: 80 })).toBe("too-slow");
});

test("stepDuration() knows what is usual of each of two sizes", () => {
  const weekday = (minutes: number) => ({ minutes, gigabytes: 50 });
  const weekend = (minutes: number) => ({ minutes, gigabytes: 2 });
  const week = [58, 62, 60, 61, 59].map(weekday).concat([10, 11].map(weekend));
  const weeks = [...week, ...week, ...week, ...week];
  const foundOf = (run: Timed) => step([...weeks, run]).at(-1)?.found;
  expect(foundOf(weekend(12))).toBeNull();
  expect(foundOf(weekend(45))).toBe("too-slow");
  expect(foundOf(weekday(64))).toBeNull();
  expect(foundOf(weekday(240))).toBe("too-slow");
});

test("stepDuration() learns from seven runs, be one of them empty", () => {
  const empty = { minutes: 1, gigabytes: 0.000004 };
  const few = [...usual.slice(0, 6), empty];
  expect(step([...few, { minutes: 200 }]).at(-1)?.found).toBe("too-slow");
});

const { started, succeeded, failed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
const begin = (night: number) => 24 * night + 1;

function nightly(night: number, minutes: number): readonly VigieEvent[] {
  const [from, to] = [begin(night), begin(night) + minutes * MINUTE_H];
  return [started(`n${night}`, from), succeeded(`n${night}`, [from, to], { sizeBytes: 100 * GB })];
}

function tellUsualNights(policy: object = {}) {
  const story = tellStory([policy]);
  for (const [night, minutes] of wobble.entries())
    story.at(begin(night) + 1, ...nightly(night, minutes), beat(begin(night) + 1));
  return story;
}

const TENTH = begin(10);

describe("a run that goes on", () => {
  test("is told when the watermark passes what is usual, and not before", () => {
    const story = tellUsualNights();
    story.at(TENTH + 0.1, started("n10", TENTH), beat(TENTH + 0.1));
    story.at(TENTH + 1.1, beat(TENTH + 0.9));
    expect(story.open()).toEqual([]);
    story.at(TENTH + 1.4, beat(TENTH + 1.35));
    expect(story.find("too-slow")).toMatchObject([
      {
        runId: "n10",
        severity: "warning",
        evidence: { rule: "running", runs: 10 },
        resolvedAt: null,
      },
    ]);
  });

  test("is not told as long as the largest of its series may take", () => {
    const story = tellStory([{}]);
    for (let night = 0; night < 13; night += 1) {
      const [minutes, gigabytes] = night % 7 === 6 ? [105, 80] : [20, 10];
      const [from, to] = [begin(night), begin(night) + minutes * MINUTE_H];
      const one = succeeded(`n${night}`, [from, to], { sizeBytes: gigabytes * GB });
      story.at(from + 2, started(`n${night}`, from), one, beat(from + 2));
    }
    const weekly = begin(13);
    story.at(weekly + 0.1, started("n13", weekly), beat(weekly + 0.1));
    story.at(weekly + 1.8, beat(weekly + 1.75));
    expect(story.find("too-slow")).toEqual([]);
  });

  test("is waited for longer after a false alarm, and after a new normal until that is known", () => {
    const slowIn = (hours: number, answer: "false-alarm" | "accept") => {
      const story = tellUsualNights();
      story.at(TENTH + 1.4, started("n10", TENTH), beat(TENTH + 1.4));
      const [{ id = "", runId = null, series = null } = {}] = story.find("too-slow");
      const finding = { id, kind: "too-slow", runId, series } as const;
      const said =
        answer === "accept"
          ? ({ kind: "accept", series: VISITOR_DB, from: instant(TENTH + 2) } as const)
          : ({ kind: "false-alarm", finding } as const);
      story.decide(TENTH + 2, readDecision(TENTH + 2, said));
      story.at(TENTH + 3, ...nightly(10, 21), beat(TENTH + 3));
      const next = begin(11);
      story.at(next + hours, started("n11", next), beat(next + hours));
      return story.find("too-slow").some((one) => one.runId === "n11");
    };
    expect(slowIn(1.14, "false-alarm")).toBe(false);
    expect(slowIn(1.3, "false-alarm")).toBe(true);
    expect(slowIn(2.9, "accept")).toBe(false);
  });

  test("is the same finding when it ends too late, until the next of usual length", () => {
    const story = tellUsualNights();
    story.at(TENTH + 1.4, started("n10", TENTH), beat(TENTH + 1.4));
    story.at(TENTH + 2.1, ...nightly(10, 120));
    expect(story.find("too-slow")).toMatchObject([{ runId: "n10", resolvedAt: null }]);
    story.at(TENTH + 25, ...nightly(11, 21));
    expect(story.find("too-slow")).toMatchObject([
      { resolution: "the next run took as long as is usual for its size" },
    ]);
  });

  test("is told as slow where its schedule has to be learned, too", () => {
    const story = tellUsualNights({ schedule: "learned" });
    story.at(TENTH + 0.1, started("n10", TENTH), beat(TENTH + 0.1));
    story.at(TENTH + 1.1, ...nightly(10, 62), beat(TENTH + 1.1));
    const [found, ...others] = story.find("too-slow");
    expect(found).toMatchObject({ runId: "n10", evidence: { rule: "baseline" } });
    expect(others).toEqual([]);
    const { deviation, limit } = found?.evidence ?? {};
    expect(deviation).toBeGreaterThan(Number(limit));
  });

  test("resolves when its size explains it, when it fails, and when it becomes stuck", () => {
    const ends: readonly (readonly [VigieEvent, string])[] = [
      [
        succeeded("n10", [TENTH, TENTH + 2], { sizeBytes: 900 * GB }),
        "it took as long as is usual for its size",
      ],
      [failed("n10", TENTH + 2), "the run failed"],
      [beat(TENTH + 3), "the run is past its longest duration"],
    ];
    for (const [event, resolution] of ends) {
      const story = tellUsualNights();
      story.at(TENTH + 1.4, started("n10", TENTH), beat(TENTH + 1.4));
      story.at(TENTH + 3, event);
      expect(story.find("too-slow")).toMatchObject([{ resolution }]);
    }
  });

  test("is not told while a silent collector may hold its end back, nor if it ended in time", () => {
    const story = tellUsualNights();
    story.at(TENTH + 0.1, started("n10", TENTH), beat(TENTH + 0.1));
    story.until(TENTH + 10);
    expect(story.find("too-slow")).toEqual([]);
    story.at(TENTH + 10, ...nightly(10, 20), beat(TENTH + 10));
    expect(story.all()).toEqual([]);
  });

  test("is told once: as stuck, where it was stuck", () => {
    const story = tellUsualNights();
    story.at(TENTH + 0.1, started("n10", TENTH), beat(TENTH + 0.1));
    story.at(TENTH + 4, beat(TENTH + 4));
    story.at(TENTH + 5, ...nightly(10, 290));
    expect(story.all().map(({ kind }) => kind)).toEqual(["stuck"]);
  });

  test("is judged by our own clock where no collector answers for its source", () => {
    const story = tellStory([{}]);
    for (const [night, minutes] of wobble.entries())
      story.at(begin(night) + 1, ...nightly(night, minutes));
    story.at(TENTH + 0.1, started("n10", TENTH));
    story.until(TENTH + 1.2);
    expect(story.find("too-slow")).toEqual([]);
    story.until(TENTH + 1.8);
    expect(story.find("too-slow")).toHaveLength(1);
  });
});

test("nights that are too slow in a row are one finding, and the third alike the new level", () => {
  const story = tellUsualNights();
  for (const night of [10, 11, 12, 13]) story.at(begin(night) + 2, ...nightly(night, 90));
  expect(story.find("too-slow")).toMatchObject([{ runId: "n10", resolution: "new level adopted" }]);
  expect(story.find("too-slow")[0]?.summary).toEqual({
    en:
      "The full backup of VisitorDb (acme, visitor, paris, par-sql-03) took 1 h 30 min; " +
      "about 20 min would be usual for its size.",
    fr:
      "La sauvegarde complète de VisitorDb (acme, visitor, paris, par-sql-03) a duré 1 h 30 min ; " +
      "d'habitude environ 20 min pour sa taille.",
  });
});

test("a policy's least duration is told, but not of a source that knows no durations", () => {
  const policy = { schedule: { cron: "0 1 * * *", zone: "UTC", minDuration: "10s" } };
  const story = tellStory([policy]);
  story.at(2, succeeded("n0", [1, 1]));
  expect(story.all()).toEqual([]);
  story.at(26, succeeded("n1", [25, 25 + 4 / 3_600]));
  expect(story.find("too-fast")).toMatchObject([
    { runId: "n1", evidence: { rule: "minimum", seconds: 4, minSeconds: 10 } },
  ]);
  story.at(50, succeeded("n2", [49, 49.1]));
  expect(story.open()).toEqual([]);
});

test("an announced move to other hardware is no finding, whatever the order of hearing", () => {
  const story = tellUsualNights();
  const [from, to] = [instantToJson(hour(TENTH - 12)), instantToJson(hour(TENTH - 6))];
  const match = { asset: "VisitorDb" };
  const change = { match, from, to, kind: "migration", reason: "new storage" };
  story.at(TENTH - 13, readEvent("change.announced", change));
  for (const night of [11, 10, 12]) story.at(begin(13), ...nightly(night, 90));
  expect(story.find("too-slow")).toEqual([]);
});

test("an announced hold of backups does not make them slow", () => {
  const story = tellUsualNights();
  const [from, to] = [instantToJson(hour(TENTH - 12)), instantToJson(hour(TENTH + 700))];
  const hold = { match: { asset: "VisitorDb" }, from, to, kind: "policy", reason: "audit" };
  story.at(TENTH - 13, readEvent("change.announced", hold));
  story.at(begin(13), ...nightly(10, 90));
  expect(story.find("too-slow")).toMatchObject([{ runId: "n10" }]);
});

test("any order of hearing ends with the same findings open, of the same runs", () => {
  const nights = [...wobble, 90, 22, 20, 2, 20, 95, 140].map((minutes, night) =>
    nightly(night, minutes),
  );
  const endOf = (order: readonly (readonly VigieEvent[])[]) => {
    const story = tellStory([{}]);
    story.at(begin(30), ...order.flat());
    const open = story.all().filter(({ resolvedAt }) => resolvedAt === null);
    return open.flatMap(({ kind, runId }) => (/^too/.test(kind) ? [`${kind} ${runId}`] : []));
  };
  expect(endOf(nights)).toEqual(["too-slow n15"]);
  expect(endOf(nights.toReversed())).toEqual(["too-slow n15"]);
  const odd = nights.filter((_, index) => index % 2 === 1);
  expect(endOf([...odd, ...nights, ...odd])).toEqual(["too-slow n15"]);
});
