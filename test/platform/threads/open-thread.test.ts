import { once } from "node:events";
import { expect, test } from "vitest";
import { measureThreads, openThread } from "../../../platform/threads/open-thread.ts";

const HELD_BYTES = 64 * 2 ** 20;

test("what other threads hold is measured as long as they run", async () => {
  const before = await measureThreads();
  const thread = openThread(new URL("./holding-thread.ts", import.meta.url));
  await once(thread, "message");
  const meanwhile = await measureThreads();
  expect(meanwhile.external - before.external).toBeGreaterThanOrEqual(HELD_BYTES);
  expect(meanwhile.heapUsed - before.heapUsed).toBeGreaterThan(2 ** 20);
  await thread.terminate();
  expect(await measureThreads()).toEqual(before);
});
