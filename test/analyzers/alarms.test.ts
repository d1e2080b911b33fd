import { expect, test } from "vitest";
import { createAlarms } from "../../analyzers/detection/alarms.ts";

test("alarms that are replaced again and again ring once each, in order of their time", () => {
  const alarms = createAlarms<number>();
  for (let round = 0; round < 50; round++)
    for (let who = 0; who < 100; who++) alarms.set(10_000 - 100 * round + who, who);
  expect(alarms.nextMs()).toBe(5_100);
  const rung = Array.from({ length: 101 }, () => alarms.takeDue(20_000));
  expect(rung).toEqual([...Array.from({ length: 100 }, (_, who) => who), null]);
});

test("an alarm that is moved rings then and not before, and not at all where nothing is left", () => {
  const alarms = createAlarms<string>();
  for (const who of ["a", "b", "c"]) alarms.set(10, who);
  alarms.move(30, "a");
  alarms.move(null, "b");
  alarms.move(5, "c");
  expect([alarms.takeDue(20), alarms.takeDue(20)]).toEqual(["c", null]);
  expect([alarms.nextMs(), alarms.takeDue(30), alarms.takeDue(30)]).toEqual([30, "a", null]);
});
