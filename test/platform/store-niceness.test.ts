import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { expect, it } from "vitest";
import { z } from "zod";
import { openServedStore } from "./open-served-store.ts";

/** More than there are between two looks at the threads. */
const STATEMENTS = 60;

function nicenessOf(name: RegExp): readonly number[] {
  return readdirSync("/proc/self/task")
    .filter((thread) => name.test(readFileSync(`/proc/self/task/${thread}/comm`, "utf8")))
    .map((thread) => getPriority(Number(thread)));
}

it.skipIf(process.platform !== "linux")(
  "the engine's threads and those of its statements leave a busy processor to the others",
  async () => {
    const own = getPriority(process.pid);
    const { store, close } = await openServedStore();
    for (let count = 0; count < STATEMENTS; count += 1)
      await store.people.query("SELECT 1", {}, z.unknown());
    const engine = nicenessOf(/^(MergeMutate|libuv-worker|RuntimeData|Unknown)/);
    expect(engine.length).toBeGreaterThan(4);
    expect(new Set(engine)).toEqual(new Set([own + 5]));
    expect(nicenessOf(/^(MainThread|V8Worker)/)).toContain(own);
    expect(getPriority(process.pid)).toBe(own);
    await close();
  },
);
