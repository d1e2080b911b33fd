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
