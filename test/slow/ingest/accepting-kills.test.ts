import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { BATCH_EVENTS, makeBatch } from "./accepting-process.ts";

const PROGRAM = fileURLToPath(new URL("./accepting-process.ts", import.meta.url));
const BATCHES = 60;
/** After so many answers of each life, with others under way; the last life is not cut short. */
const DIES_AFTER = [1, 2, 3, 5, 7];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-kills-"));
});
afterEach(() => rm(directory, { recursive: true }));

type Said =
  | { readonly sent: number }
  | { readonly answered: number; readonly accepted: number; readonly duplicate: number };

/** What it said until it was killed, or had sent all. */
async function live(batches: readonly number[], answersMax = Infinity): Promise<readonly Said[]> {
  const child = spawn(process.execPath, [PROGRAM, directory, ...batches.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const said: Said[] = [];
  let answers = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const one: Said = JSON.parse(line);
    said.push(one);
    if ("answered" in one && ++answers === answersMax) child.kill("SIGKILL");
  }
  const [code, signal] = await exited;
  expect({ code, signal }).toEqual(
    answersMax === Infinity ? { code: 0, signal: null } : { code: null, signal: "SIGKILL" },
  );
  return said;
}

test("what was answered is in the log once, and what was under way at a kill comes in again", async () => {
  const all = Array.from({ length: BATCHES }, (_, batch) => batch);
  const answered = new Set<number>();
  const sentTimes = new Map<number, number>();
  for (const answersMax of [...DIES_AFTER, Infinity]) {
    const said = await live(
      all.filter((batch) => !answered.has(batch)),
      answersMax,
    );
    for (const one of said) {
      if ("sent" in one) sentTimes.set(one.sent, (sentTimes.get(one.sent) ?? 0) + 1);
      else {
        expect(one.accepted + one.duplicate).toBe(BATCH_EVENTS);
        answered.add(one.answered);
      }
    }
  }
  const log = await openEmbeddedLog({
    directory: join(directory, "log"),
    clock: createSystemClock(),
  });
  const records = await Array.fromAsync(log.replay(TOPICS.events));
  await log.close();
  const ids: string[] = records.map(({ value }) => JSON.parse(value).id);
  const times = Map.groupBy(ids, (id) => id);
  expect([...sentTimes.values()].some((sent) => sent > 1)).toBe(true);
  for (const batch of all) {
    const most = sentTimes.get(batch) ?? 0;
    for (const { id } of makeBatch(batch)) {
      expect(times.get(id)?.length).toBeGreaterThanOrEqual(1);
      expect(times.get(id)?.length).toBeLessThanOrEqual(most);
    }
    const first = ids.indexOf(`${batch}-0`);
    const wanted = makeBatch(batch).map(({ id }) => id);
    expect(ids.slice(first, first + BATCH_EVENTS)).toEqual(wanted);
  }
  const again = await live(all);
  for (const one of again) if ("answered" in one) expect(one.duplicate).toBe(BATCH_EVENTS);
});
