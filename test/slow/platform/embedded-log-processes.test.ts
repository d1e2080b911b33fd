import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";

const TOPIC = { name: "processes", partitions: 2 };
const clock = createSimulatedClock(0);

describe("the embedded log, shared by processes", () => {
  let directory: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-log-"));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    await rm(directory, { recursive: true });
  });

  function start(program: string, ...given: readonly (string | number)[]) {
    const file = fileURLToPath(new URL(program, import.meta.url));
    const child = spawn(process.execPath, [file, directory, ...given.map(String)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    return { child, lines, ended: once(child, "close") };
  }

  async function contents(): Promise<Map<string, number[]>> {
    const log = await openEmbeddedLog({ directory, clock });
    const records = await Array.fromAsync(log.replay(TOPIC));
    await log.close();
    const byKey = Map.groupBy(records, ({ key }) => key);
    return new Map([...byKey].map(([key, of]) => [key, of.map(({ value }) => Number(value))]));
  }

  test("several processes start and append at once, and nothing is lost or out of order", async () => {
    const [writers, batches, perBatch] = [4, 200, 10];
    const ended = Array.from(
      { length: writers },
      (_, writer) => start("./appending-process.ts", `w${writer}`, batches, perBatch).ended,
    );
    for (const [code] of await Promise.all(ended)) expect(code).toBe(0);
    const found = await contents();
    expect(found.size).toBe(writers * perBatch);
    for (const values of found.values())
      expect(values).toEqual(Array.from({ length: batches }, (_, batch) => batch));
  });

  test("killed while appending, every batch that it acknowledged is there, and no half batch", async () => {
    const perBatch = 40;
    let acknowledged = 0;
    for (let run = 0; run < 10; run++) {
      const writer = start("./appending-process.ts", `r${run}`, 1e9, perBatch);
      const enough = 1 + run * 7;
      await vi.waitFor(() => expect(writer.lines.length).toBeGreaterThan(enough), 60_000);
      await kill(writer.child);
      await writer.ended;
      acknowledged += writer.lines.length;

      const found = [...(await contents())].filter(([key]) => key.startsWith(`r${run}-`));
      expect(found).toHaveLength(perBatch);
      const kept = found[0]?.[1].length ?? 0;
      expect(kept).toBeGreaterThanOrEqual(writer.lines.length);
      for (const [, values] of found)
        expect(values).toEqual(Array.from({ length: kept }, (_, batch) => batch));
    }
    expect(acknowledged).toBeGreaterThan(300);
  });

  test("a member that is killed hands over to the next at once, from what it committed", async () => {
    const log = await openEmbeddedLog({ directory, clock: createSystemClock() });
    const append = (from: number, count: number) =>
      log.append(
        TOPIC,
        Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: `${from}` })),
      );
    const first = start("./consuming-process.ts");
    await append(1, 100);
    await vi.waitFor(() => expect(said(first.lines)).toHaveLength(100), 60_000);
    await kill(first.child);
    await append(2, 100);
    const second = start("./consuming-process.ts");
    await vi.waitFor(() => expect(said(second.lines)).toHaveLength(100), 60_000);
    expect(said(second.lines).every((one) => one.endsWith("=2"))).toBe(true);
    await log.close();
  });

  test("two members in two processes share the work, and together do all of it", async () => {
    const members = [start("./consuming-process.ts"), start("./consuming-process.ts")];
    const writer = start("./appending-process.ts", "w", 300, 10);
    await writer.ended;
    const both = () => new Set(members.flatMap(({ lines }) => said(lines)));
    await vi.waitFor(() => expect(both().size).toBe(3_000), 60_000);
    await start("./appending-process.ts", "x", 50, 10).ended;
    await vi.waitFor(() => expect(both().size).toBe(3_500), 60_000);
    for (const { lines } of members) expect(said(lines).length).toBeGreaterThan(0);
  });
});

/** What a consuming process did and committed. */
function said(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const { committed, said } = JSON.parse(line) as { committed: boolean; said: string[] };
    return committed ? said : [];
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
