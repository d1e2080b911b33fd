import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openState, type StateConnection } from "../../../platform/state/open-state.ts";

const PROGRAM = fileURLToPath(new URL("./state-process.ts", import.meta.url));
const PROCESSES = 4;
const COUNTS = 200;

export type StatePlace = {
  readonly connection: StateConnection;
  readonly remove: () => Promise<void>;
};

/** What every StateStore keeps between processes, on an empty state of its own for each test. */
export function describeStateProcesses(name: string, prepare: () => Promise<StatePlace>): void {
  describe(`${name} between processes`, () => {
    let place: StatePlace;
    const children: ChildProcess[] = [];
    beforeEach(async () => {
      place = await prepare();
    });
    afterEach(async () => {
      for (const child of children.splice(0)) child.kill("SIGKILL");
      await place.remove();
    });

    function start(counts: string): ChildProcess {
      const child = spawn(process.execPath, [PROGRAM, JSON.stringify(place.connection), counts], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.push(child);
      return child;
    }

    async function readCount(): Promise<unknown> {
      const state = await openState(place.connection);
      const [row] = await state.transact(({ all }) => all("select value from counters"));
      await state.close();
      return row?.["value"];
    }

    test("those that start at once migrate once, and lose no count to each other", async () => {
      const ended = Array.from({ length: PROCESSES }, () => once(start(String(COUNTS)), "close"));
      for (const [code] of await Promise.all(ended)) expect(code).toBe(0);
      expect(await readCount()).toBe(PROCESSES * COUNTS);
    });

    test("one killed within a transaction leaves nothing of it, and holds nobody up", async () => {
      await once(start("3"), "close");
      const dying = start("hang");
      expect(String(await once(dying.stdout ?? dying, "data"))).toContain("counted");
      dying.kill("SIGKILL");
      await once(dying, "close");
      expect(await readCount()).toBe(3);
      const [code] = await once(start("2"), "close");
      expect(code).toBe(0);
      expect(await readCount()).toBe(5);
    });
  });
}
