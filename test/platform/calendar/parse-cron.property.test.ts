import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCron } from "../../../platform/calendar/parse-cron.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RUNS = 400;

/**
 * Changes of every kind: forward, back, by 15 minutes to a day, at midnight, in the far east and
 * west.
 */
const CHANGES: [zone: string, day: string][] = [
  ["Europe/Paris", "2024-03-31"],
  ["Europe/Paris", "2024-10-27"],
  ["America/New_York", "2024-03-10"],
  ["America/New_York", "2024-11-03"],
  ["Australia/Lord_Howe", "2024-10-05"],
  ["Australia/Lord_Howe", "2024-04-06"],
  ["America/Santiago", "2024-09-08"],
  ["America/Santiago", "2024-04-07"],
  ["Asia/Beirut", "2024-03-30"],
  ["Asia/Beirut", "2024-10-26"],
  ["Pacific/Apia", "2011-12-30"],
  ["Pacific/Kwajalein", "1993-08-21"],
  ["Pacific/Kwajalein", "1969-09-30"],
  ["Pacific/Chatham", "2024-09-28"],
  ["Asia/Kathmandu", "1985-12-31"],
  ["Asia/Pyongyang", "2015-08-14"],
  ["America/Caracas", "2007-12-09"],
  ["Antarctica/Troll", "2024-10-27"],
  ["Africa/Casablanca", "2024-03-10"],
  ["UTC", "2024-02-29"],
];

/** A field as its text and as what it means. */
type Drawn = { readonly text: string; readonly has: (value: number) => boolean };

function drawField(min: number, max: number): fc.Arbitrary<Drawn & { readonly star: boolean }> {
  const star = fc.integer({ min: 1, max: Math.ceil(max / 2) }).map((step) => ({
    text: step === 1 ? "*" : `*/${step}`,
    has: (value: number) => (value - min) % step === 0,
    star: true,
  }));
  const list = fc
    .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })
    .map((values) => ({
      text: values.join(","),
      has: (value: number) => values.includes(value),
      star: false,
    }));
  const range = fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }))
    .map(({ from, to }) => ({
      text: `${from}-${to}`,
      has: (value: number) => value >= from && value <= to,
      star: false,
    }));
  return fc.oneof(star, list, range);
}

const drawCron = fc
  .record({
    minute: drawField(0, 59),
    hour: drawField(0, 23),
    dayOfMonth: fc.oneof({ arbitrary: fc.constant(everyDay()), weight: 2 }, drawField(1, 28)),
    dayOfWeek: fc.oneof({ arbitrary: fc.constant(everyDay()), weight: 2 }, drawField(0, 6)),
  })
  .map((fields) => {
    const { minute, hour, dayOfMonth, dayOfWeek } = fields;
    const text = `${minute.text} ${hour.text} ${dayOfMonth.text} * ${dayOfWeek.text}`;
    return { ...fields, text };
  });
type DrawnCron = typeof drawCron extends fc.Arbitrary<infer Cron> ? Cron : never;

function everyDay() {
  return { text: "*", has: () => true, star: true };
}

const drawChange = fc.constantFrom(...CHANGES);

/**
 * What a zone's clocks show at each minute of four days around a change, as Intl says; local
 * times as if they were UTC.
 */
const shownMinutes = new Map<string, { atMs: number; localMs: number }[]>();

function minutesAround(zone: string, day: string) {
  const key = `${zone} ${day}`;
  const known = shownMinutes.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat("sv", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const startMs = Date.parse(day) - 2 * DAY_MS;
  const minutes = Array.from({ length: (5 * DAY_MS) / MINUTE_MS }, (_, index) => {
    const atMs = startMs + index * MINUTE_MS;
    return { atMs, localMs: Date.parse(`${format.format(atMs).replace(" ", "T")}Z`) };
  });
  shownMinutes.set(key, minutes);
  return minutes;
}

/** The rule of the contract, read aloud minute by minute. */
function walk(cron: DrawnCron, zone: string, day: string): number[] {
  const due: number[] = [];
  let latestMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, localMs } of minutesAround(zone, day)) {
    const fromMs = Math.max(latestMs, localMs - 2 * DAY_MS) + MINUTE_MS;
    const isDue =
      cron.minute.star || cron.hour.star
        ? matches(cron, localMs)
        : anyMinute(fromMs, localMs, (wallMs) => matches(cron, wallMs));
    if (isDue && atMs >= Date.parse(day) - DAY_MS) due.push(atMs);
    latestMs = Math.max(latestMs, localMs);
  }
  return due;
}

function anyMinute(fromMs: number, toMs: number, test: (wallMs: number) => boolean): boolean {
  for (let wallMs = fromMs; wallMs <= toMs; wallMs += MINUTE_MS) if (test(wallMs)) return true;
  return false;
}

function matches(cron: DrawnCron, wallMs: number): boolean {
  const wall = new Date(wallMs);
  if (!cron.minute.has(wall.getUTCMinutes()) || !cron.hour.has(wall.getUTCHours())) return false;
  const ofMonth = cron.dayOfMonth.has(wall.getUTCDate());
  const ofWeek = cron.dayOfWeek.has(wall.getUTCDay());
  const both = cron.dayOfMonth.star || cron.dayOfWeek.star;
  return both ? ofMonth && ofWeek : ofMonth || ofWeek;
}

describe("parseCron()", () => {
  test("agrees with a walk minute by minute around changes of the clocks", () => {
    fc.assert(
      fc.property(drawCron, drawChange, (cron, [zone, day]) => {
        const occurrences = parseCron(cron.text, zone);
        const untilMs = Date.parse(day) + 3 * DAY_MS;
        const due: number[] = [];
        let atMs = occurrences.next(Date.parse(day) - DAY_MS - 1);
        for (; atMs !== null && atMs < untilMs; atMs = occurrences.next(atMs)) due.push(atMs);
        expect(due).toEqual(walk(cron, zone, day));
      }),
      { numRuns: RUNS },
    );
  });

  test("next is strictly later, and previous finds it again and nothing after it", () => {
    fc.assert(
      fc.property(drawCron, drawChange, fc.integer({ min: -3, max: 3 }), fc.nat(DAY_MS), check),
      { numRuns: RUNS },
    );

    function check(cron: DrawnCron, [zone, day]: [string, string], days: number, restMs: number) {
      const atMs = Date.parse(day) + days * DAY_MS + restMs;
      const { next, previous } = parseCron(cron.text, zone);
      const dueMs = next(atMs);
      if (dueMs === null) throw new Error("a cron of days 1 to 28 is due within eight years");
      expect(dueMs).toBeGreaterThan(atMs);
      expect(previous(dueMs)).toBe(dueMs);
      expect(previous(dueMs - 1)).toBe(previous(atMs));
      const beforeMs = previous(atMs);
      expect(beforeMs).toSatisfy((before: number) => before <= atMs);
      expect(beforeMs === null ? null : next(beforeMs)).toBe(dueMs);
    }
  });
});
