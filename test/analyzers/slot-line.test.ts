import { expect, test } from "vitest";
import type { Bound } from "../../analyzers/passed-over/passed-over.ts";
import { createSlotLine } from "../../analyzers/slots/slot-line.ts";
import { everyInterval } from "../../platform/calendar/every-interval.ts";

const KEPT = 400;

test("slots that another schedule no longer names are forgotten as the oldest all the same", () => {
  let every = 1;
  const line = createSlotLine(
    {
      next: (after) => everyInterval(every, 0).next(after),
      previous: (at) => everyInterval(every, 0).previous(at),
    },
    () => {},
  );
  line.reach(1);
  line.extendTo(300);
  every = 1_000;
  const forgotten = line.extendTo(300_000);
  expect(forgotten.map(({ dueMs }) => dueMs)).toEqual(
    Array.from({ length: 200 }, (_, index) => index + 1),
  );
  expect([...line.all()]).toHaveLength(KEPT);
  expect(line.firstMs()).toBe(201);
});

test("a long time without news is passed over, and counted", () => {
  let opened = 0;
  const passed: (readonly [Bound, number | undefined])[] = [];
  const line = createSlotLine(everyInterval(1, 0), () => void opened++, {
    keepMs: Number.POSITIVE_INFINITY,
    isOpen: () => true,
    passOver: (bound, times) => void passed.push([bound, times]),
  });
  line.reach(1);
  line.extendTo(63_000_000_000);
  expect(passed).toEqual([["slots", 2]]);
  expect(opened).toBe(KEPT + 1);
  const dues = [...line.all()].map(({ dueMs }) => dueMs);
  expect([dues.length, dues.at(0), dues.at(-1)]).toEqual([
    KEPT,
    63_000_000_000 - KEPT + 1,
    63_000_000_000,
  ]);
});

test("the line grows back no further than it keeps", () => {
  const line = createSlotLine(everyInterval(10, 0), () => {});
  line.reach(63_000_000_000);
  expect(line.reach(62_999_999_000)?.dueMs).toBe(62_999_999_000);
  expect([...line.all()]).toHaveLength(101);
  expect(line.reach(0)).toBeNull();
  expect([...line.all()]).toHaveLength(101);
  expect(line.reach(63_000_000_000 - 10 * (KEPT - 1))?.dueMs).toBe(62_999_996_010);
  expect(line.reach(63_000_000_000 - 10 * KEPT)).toBeNull();
  expect([...line.all()]).toHaveLength(KEPT);
});
