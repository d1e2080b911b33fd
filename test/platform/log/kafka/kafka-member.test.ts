import { beforeEach, describe, expect, test } from "vitest";
import { createHandFed } from "./create-hand-fed.ts";

const TAKEN_MAX = 1_000;

let fed: Awaited<ReturnType<typeof createHandFed>>;
let seeks: readonly number[];
let missed: (readonly [from: number, to: number])[];
let cuts: (readonly [from: number, end: number])[];
let [oldest, end] = [0, 0];
const world: Parameters<typeof createHandFed>[0] = {
  partitions: [0],
  startsOf: async () => new Map([[0, 5]]),
  extentOf: async () => ({ oldest, end }),
  missed: (_partition, from, to) => missed.push([from, to]),
  cutBack: (_partition, from, to) => cuts.push([from, to]),
};
beforeEach(async () => {
  [missed, cuts] = [[], []];
  [oldest, end] = [0, 100];
  fed = await createHandFed(world);
  seeks = fed.seeks;
});

const bring: typeof fed.bring = (...fetched) => fed.bring(...fetched);
const rebalance = () => fed.rebalance();
const taken = () => fed.member.take(TAKEN_MAX).map(({ offset }) => offset);

describe("a member takes what continues what it has", () => {
  test("and begins where its group goes on", async () => {
    expect(seeks).toEqual([5]);
    await bring(5, 7);
    await bring(7, 8);
    expect(taken()).toEqual([5, 6, 7]);
    expect([seeks, missed]).toEqual([[5], []]);
  });

  test("and not what lies beyond, which a fetch before a rebalance brings: it asks again", async () => {
    await bring(5, 7);
    await bring(9, 11);
    expect(taken()).toEqual([5, 6]);
    expect(seeks).toEqual([5, 7]);
    await bring(7, 11);
    expect(taken()).toEqual([7, 8, 9, 10]);
  });

  test("and not what it has had, which kafkajs brings again after each rebalance", async () => {
    await bring(5, 8);
    await rebalance();
    expect(seeks).toEqual([5, 8]);
    await bring(5, 8);
    await bring(5, 8);
    await bring(8, 9);
    expect(taken()).toEqual([5, 6, 7, 8]);
  });

  test("and not what kafkajs itself calls stale", async () => {
    await bring(5, 7, { stale: true });
    expect(taken()).toEqual([]);
  });

  test("and passes a gap that is there when it asks again", async () => {
    await bring(7, 9);
    expect(taken()).toEqual([]);
    await bring(7, 9);
    expect(taken()).toEqual([7, 8]);
    expect(missed).toEqual([]);
  });

  test("and passes another gap only when that one is there again", async () => {
    await bring(7, 9);
    await bring(9, 11);
    expect(taken()).toEqual([]);
    await bring(7, 9);
    expect(taken()).toEqual([]);
  });

  test("and asks anew about a gap once it has got on", async () => {
    await bring(9, 11);
    await bring(5, 7);
    await bring(9, 11);
    expect(taken()).toEqual([5, 6]);
  });

  test("and tells of what the log forgot before it was read", async () => {
    oldest = 8;
    await bring(8, 10);
    expect(taken()).toEqual([8, 9]);
    expect(missed).toEqual([[5, 8]]);
  });

  test("and begins anew where the log ends before what it has had, and tells of it", async () => {
    await bring(5, 8);
    expect(taken()).toEqual([5, 6, 7]);
    [oldest, end] = [1, 3];
    await bring(1, 3);
    expect([seeks.at(-1), cuts, missed]).toEqual([1, [[8, 3]], []]);
    await bring(1, 3);
    expect(taken()).toEqual([1, 2]);
  });
});

test("a member takes as many records at once as a fetch brings", async () => {
  await bring(5, 300_005);
  expect(fed.member.take(1_000_000).length).toBeGreaterThan(200_000);
});

test("a member that holds all ends where the log ends before what it has had, as who reads knows more", async () => {
  const { member, bring: bringAll } = await createHandFed({ ...world, whole: { nowMs: () => 0 } });
  await bringAll(5, 8);
  expect(member.take(TAKEN_MAX)).toHaveLength(3);
  end = 3;
  await bringAll(0, 3);
  expect(() => member.check()).toThrow(expect.objectContaining({ retryable: true }));
  expect(cuts).toEqual([[8, 3]]);
});
