import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { makeEvent } from "../../ingest/make-event.ts";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const SECOND_MS = 1_000;
const TRIES_MAX = 60;

let directory: string;
let running: ChildProcess;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-rejects-"));
  await configure("aheadMax: 1m");
  running = spawn(process.execPath, [CLI, "up", "--config", join(directory, "vigie.yaml")], {
    stdio: "ignore",
  });
});
afterAll(async () => {
  running.kill("SIGTERM");
  await once(running, "exit");
  await rm(directory, { recursive: true });
});

function configure(intake: string) {
  const text = `data: ./data\nlisten: { port: 0 }\nintake: { ${intake} }\n`;
  return writeFile(join(directory, "vigie.yaml"), text);
}

function vigie(...words: readonly string[]) {
  const options = [CLI, ...words, "--config", join(directory, "vigie.yaml"), "--json"];
  return new Promise<{ readonly code: number; readonly out: unknown }>((resolve) => {
    const child = execFile(process.execPath, options, (_error, out) =>
      resolve({ code: child.exitCode ?? -1, out: out === "" ? null : JSON.parse(out) }),
    );
  });
}

async function listUntil(count: number) {
  for (let turn = 0; turn < TRIES_MAX; turn += 1) {
    const { out } = await vigie("rejects", "list", "--all");
    if (Array.isArray(out) && out.length >= count) return out;
    await sleep(SECOND_MS);
  }
  return [];
}

async function waitForGroups(count: number) {
  await expect
    .poll(() => vigie("rejects", "list"), { timeout: TRIES_MAX * SECOND_MS })
    .toMatchObject({ out: { length: count } });
}

test("rejects are listed, and sent again once their cause is put right", async () => {
  const time = new Date(createSystemClock().nowMs() + 600 * SECOND_MS).toISOString();
  const file = join(directory, "events.jsonl");
  const source = "/jobs/ahead";
  await writeFile(file, `${JSON.stringify(makeEvent({ source, time }))}\n{"half":\n`);
  expect(await vigie("ingest", file)).toMatchObject({ code: 1, out: { rejected: 2 } });
  expect(await listUntil(2)).toHaveLength(2);
  const { out: groups } = await vigie("rejects", "list", "--reason", "too-far-ahead");
  expect(groups).toMatchObject([{ fault: "too-far-ahead", source, origin: file, count: 1 }]);

  await configure("aheadMax: 2h");
  expect(await vigie("rejects", "replay")).toMatchObject({
    code: 1,
    out: { accepted: 1, duplicate: 0, rejected: [{ fault: "not-json", position: "line 2" }] },
  });
  expect(await vigie("rejects", "replay", "--source", source)).toMatchObject({
    code: 0,
    out: { accepted: 0, duplicate: 0, rejected: [], skipped: [] },
  });
  await waitForGroups(1);
  expect(await listUntil(3)).toMatchObject([
    { fault: "not-json", replayedAt: null },
    { replayedAt: expect.any(String) },
    { replayedAt: expect.any(String) },
  ]);
  const [, second] = await listUntil(3);
  const page = await vigie("rejects", "list", "--all", "--limit", "1", "--after", second.id);
  expect(page).toMatchObject({ code: 0, out: [{ replayedAt: expect.any(String) }] });
  for (const wrong of [
    ["--reason", "none"],
    ["--limit", "0"],
    ["--after", second.id],
  ])
    expect(await vigie("rejects", "list", ...wrong)).toMatchObject({ code: 64, out: null });
});
