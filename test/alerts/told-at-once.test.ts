import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coalesce } from "../../alerts/coalesce.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Store } from "../../platform/store/store.ts";
import { aFinding } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

let world: Awaited<ReturnType<typeof openAlertsWorld>>;
beforeEach(async () => {
  world = await openAlertsWorld();
});
afterEach(() => world.close());

/** As the machine's clock, it begins all that is due at once, and here only when it is told to. */
function openTicking(clock: Clock) {
  const tasks = new Set<() => Promise<void>>();
  const every: Clock["every"] = (_, task) => {
    tasks.add(task);
    return { stop: async () => void tasks.delete(task) };
  };
  return {
    clock: { ...clock, every },
    tick: () => Promise.all([...tasks].map((task) => task())),
  };
}

test("what was read is told in the same turn, not when the pager is looked at next", async () => {
  const { clock, tick } = openTicking(world.clock);
  const alerts = await world.start({ clock });
  await world.say(aFinding());
  await tick();
  await vi.waitFor(() => expect(world.told()).toEqual(["opened missing"]), 5_000);
  await alerts.stop();
});

test("what is told to the log alone asks the store for nothing", async () => {
  const asked: string[] = [];
  const query: Store["query"] = async (sql) => {
    asked.push(sql);
    return [];
  };
  const store = { query } as Store;
  const alerts = await world.start({ background: { store, policies: [] } });
  await world.say(aFinding());
  await world.pass(60_000);
  expect(world.told()).toEqual(["opened missing"]);
  expect(asked).toHaveLength(2);
  await alerts.stop();
});

test("coalesce() runs a task once more for what was asked while it ran, and never twice at once", async () => {
  const ends: (() => void)[] = [];
  const task = coalesce(() => new Promise((resolve) => ends.push(resolve)));
  const first = task.run();
  void task.run();
  void task.run();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.waitFor(() => expect(ends).toHaveLength(2));
  let isOver = false;
  const over = task.ended().then(() => {
    isOver = true;
  });
  await Promise.resolve();
  expect(isOver).toBe(false);
  ends[1]?.();
  await Promise.all([first, over]);
  expect(ends).toHaveLength(2);
});

test("coalesce() rejects with what its task failed with, and runs again", async () => {
  let runs = 0;
  const task = coalesce(async () => {
    runs += 1;
    if (runs === 1) throw new Error("once");
  });
  await expect(task.run()).rejects.toThrow("once");
  await task.run();
  expect(runs).toBe(2);
});
