import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openSqliteState } from "../../../platform/state/open-sqlite-state.ts";

const PROGRAM = fileURLToPath(new URL("./counting-process.ts", import.meta.url));
const PROCESSES = 4;
const COUNTS = 300;

test("processes that start at once migrate once, and lose no count to each other", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-state-"));
  const file = join(directory, "state.sqlite");
  const ended = Array.from({ length: PROCESSES }, () => {
    const child = spawn(process.execPath, [PROGRAM, file, String(COUNTS)], { stdio: "inherit" });
    return once(child, "close");
  });
  for (const [code] of await Promise.all(ended)) expect(code).toBe(0);
  const state = await openSqliteState({ file });
  const rows = await state.transact(({ all }) => all("select value from counters"));
  expect(rows).toEqual([{ value: PROCESSES * COUNTS }]);
  await state.close();
  await rm(directory, { recursive: true });
});
