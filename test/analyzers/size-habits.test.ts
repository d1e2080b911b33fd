import { expect, test } from "vitest";
import { isTold } from "../../analyzers/sizes/detect-size.ts";
import type { SizeStep } from "../../analyzers/sizes/step-size.ts";
import { days, last, learn, said, usual } from "./learn-sizes.ts";

const toldDays = (steps: readonly SizeStep[]) =>
  steps.flatMap((step, day) => (isTold(step) ? [day] : []));

test("A series that begins to rest on Saturdays is told of the first, of half and less of two", () => {
  const restingAt = (megabytes: number) =>
    toldDays(learn(days(72, (day) => (day % 7 === 5 && day > 40 ? megabytes : 100))));
  expect(restingAt(80)).toEqual([47]);
  expect(restingAt(40)).toEqual([47, 54]);
  expect(restingAt(5)).toEqual([47, 54]);
});

test("A grave loss is no habit where a week lay between, or where more is lost", () => {
  const lost: Readonly<Record<number, number>> = { 40: 5, 47: 5, 61: 5, 68: 5 };
  expect(toldDays(learn(days(70, (day) => lost[day] ?? 100)))).toEqual([40, 47, 61, 68]);
  const more: Readonly<Record<number, number>> = { 40: 45, 47: 45, 54: 20 };
  expect(toldDays(learn(days(56, (day) => more[day] ?? 100)))).toEqual([40, 47, 54]);
});

test("What was announced twice makes no habit of a grave loss", () => {
  const lost: Readonly<Record<number, number>> = { 40: 40, 47: 40, 54: 40 };
  const sizes = days(55, (day) => lost[day] ?? 100);
  expect(last(sizes, { announced: [40, 47] })).toBe("undersized critical baseline");
});

test("What became the level excuses nothing more that is lost a week later", () => {
  const sizes = days(48, (day) => (day < 40 ? 100 : day < 47 ? 80 : 64));
  expect(learn(sizes).map(said).slice(-3)).toEqual([
    "usual",
    "usual",
    "undersized warning baseline",
  ]);
});

test("Half of a wild full is at its former level only where it comes near to that", () => {
  const stray = (index: number) => 1 + 0.04 * Math.sin(12.9898 * index);
  const endingWith = (megabytes: number) =>
    [...Array(40).fill(100), ...Array(6).fill(220), megabytes].map((size, i) => size * stray(i));
  expect(last(endingWith(100))).toBe("former level");
  expect(last(endingWith(82))).toBe("undersized critical baseline");
});

const isWeekend = (day: number) => day % 7 >= 5;

test("Days off in a row are few: a job that backs up no more than on Sundays is told on the fourth", () => {
  const sizes = days(61, (day) => (isWeekend(day) || day >= 56 ? 10 : 100));
  const told = "undersized warning baseline";
  expect(learn(sizes, { backupType: "incremental" }).map(said).slice(-6)).toEqual([
    "usual",
    ...Array(3).fill("quiet day"),
    ...Array(2).fill(told),
  ]);
});

test("A day off is no new level, however many logs it has", () => {
  const isQuiet = (day: number) => isWeekend(day) || day === 57;
  const sizes = days(6 * 60, (run) => (isQuiet(Math.floor(run / 6)) ? 0.05 : 5));
  const steps = learn(sizes, { backupType: "log", perDay: 6 }).slice(6 * 57, 6 * 59);
  expect(steps.map(said)).toEqual([...Array(6).fill("quiet day"), ...Array(6).fill("usual")]);
  expect(steps.some(({ adopted }) => adopted)).toBe(false);
});

test("A log of a day off is no second that is out, however small those before it were", () => {
  const toldWhere = (isQuiet: (day: number) => boolean) => {
    const sizes = days(6 * 58, (run) => {
      const day = Math.floor(run / 6);
      if (day === 57) return run % 6 === 3 ? 90 : 160;
      return isQuiet(day) ? 160 : 500;
    });
    return toldDays(learn(sizes, { backupType: "log", perDay: 6 }));
  };
  expect(toldWhere(isWeekend)).toEqual([]);
  expect(toldWhere(() => false)).toContain(6 * 57 + 3);
});

test("A weekly full that is cut two weeks in a row is told both times", () => {
  const words = learn([...usual, ...usual, 50, 50], { perDay: 1 / 7 }).map(said);
  expect(words.slice(-2)).toEqual(Array(2).fill("undersized critical baseline"));
});

test("A quiet weekday that becomes as large as the others is told of the first, and no more", () => {
  const workedFrom = (firstDay: number, backupType: "incremental" | "differential") => {
    const isQuiet = (day: number) => isWeekend(day) && !(day >= firstDay && day % 7 === 5);
    return toldDays(
      learn(
        days(firstDay + 15, (day) => (isQuiet(day) ? 20 : 100)),
        { backupType },
      ),
    );
  };
  expect(workedFrom(61, "incremental")).toEqual([61]);
  expect(workedFrom(61, "differential")).toEqual([61]);
});
