import { expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import {
  contentOf,
  type EventLogWorld,
  entries,
  keysOf,
  MANY,
  ONE,
  partitionsOf,
} from "./event-log-world.ts";

/** Members of a group that come, leave, fall silent and come back. */
export function describeLogGroups(world: EventLogWorld): void {
  const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);

  test("two consumers of a group share the partitions and lose or double nothing", async () => {
    const [here, there] = [await world.open(), await world.open()];
    const members = [await here.consume(MANY, "g"), await there.consume(MANY, "g")];
    await here.append(MANY, entries(keys, "x"));
    const [first = [], second = []] = await world.take(40, ...members);
    expect([...first, ...second].map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(partitionsOf(first).length).toBe(2);
    expect(partitionsOf(second).length).toBe(2);
    for (const member of members) await member.commit();
  });

  test("a member that leaves hands its partitions over, from what it committed", async () => {
    const log = await world.open();
    const [stays, leaves] = [await log.consume(MANY, "g"), await log.consume(MANY, "g")];
    await log.append(MANY, entries(keys, "1"));
    await world.take(40, stays, leaves);
    await stays.commit();
    await leaves.commit();
    await log.append(MANY, entries(keys, "2"));
    const [, uncommitted = []] = await world.take(40, stays, leaves);
    await leaves.close();
    const [again = []] = await world.take(uncommitted.length, stays);
    expect(again.map(contentOf).toSorted()).toEqual(uncommitted.map(contentOf).toSorted());
    await log.append(MANY, entries(keys, "3"));
    const [all = []] = await world.take(40, stays);
    expect(partitionsOf(all)).toEqual([0, 1, 2, 3]);
    await stays.commit();
  });

  test("a member that falls silent loses its partitions, and its commit is refused", async (context) => {
    const theirs = await world.openSilenceable(context);
    const silent = await theirs.log.consume(MANY, "g");
    const log = await world.open();
    const alive = await log.consume(MANY, "g");
    await log.append(MANY, entries(keys, "x"));
    const [lost = [], kept = []] = await world.take(40, silent, alive);
    expect(lost.length).toBeGreaterThan(0);
    await alive.commit();
    await theirs.silence();
    const [redelivered = []] = await world.take(lost.length, alive);
    expect(redelivered.map(contentOf).toSorted()).toEqual(lost.map(contentOf).toSorted());
    await theirs.wake();
    await expect(silent.commit()).rejects.toThrow(OperatingError);
    await expect(silent.commit()).resolves.toBeUndefined();
    expect(kept.length + redelivered.length).toBe(keys.length);
  });

  test("a member that was given up joins again and goes on", async (context) => {
    const theirs = await world.openSilenceable(context);
    const silent = await theirs.log.consume(MANY, "g");
    const log = await world.open();
    const alive = await log.consume(MANY, "g");
    await theirs.silence();
    await theirs.wake();
    await world.take(0, alive);
    await world.take(0, silent);
    await log.append(MANY, entries(keys, "x"));
    const [first = [], second = []] = await world.take(40, silent, alive);
    expect([...first, ...second].map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(partitionsOf(first).length).toBe(2);
  });

  test("a newcomer takes no more than its share, and what it takes is refused to the old", async () => {
    const log = await world.open();
    const old = await log.consume(MANY, "g");
    await log.append(MANY, entries(keys, "x"));
    await world.take(40, old);
    const young = await log.consume(MANY, "g");
    await expect(old.commit()).rejects.toThrow(OperatingError);
    const [again = [], moved = []] = await world.take(40, old, young);
    expect([...again, ...moved].map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    await old.commit();
    await young.commit();
    expect(await world.take(0, old, young)).toEqual([[], []]);
  });

  test("a member without a partition waits, and takes over", { repeats: 2 }, async () => {
    const log = await world.open();
    const members = [await log.consume(ONE, "g"), await log.consume(ONE, "g")];
    await log.append(ONE, entries(["a"], "x"));
    const taken = keysOf(await world.take(1, ...members));
    expect(taken.toSorted()).toEqual([[], ["a"]]);
    const [holder, spare] = taken[0]?.length ? members : members.toReversed();
    await holder?.close();
    expect(keysOf(await world.take(1, ...(spare ? [spare] : [])))).toEqual([["a"]]);
  });
}
