import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, onTestFinished, test } from "vitest";
import { addBacktest } from "../../../app/commands/add-backtest.ts";
import type { Context } from "../../../app/commands/context.ts";
import { loadConfig } from "../../../app/config/load-config.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { makeEvent } from "../../ingest/make-event.ts";

const POLICY = "{ name: daily, match: { tenant: acme }, schedule: { cron: '0 1 * * *' } }";

/** What the command says of a history of these lines. */
async function backtest(lines: readonly string[]) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-backtest-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [config, events] = [join(directory, "vigie.yaml"), join(directory, "events.jsonl")];
  await writeFile(config, `data: ./data\npolicies: [${POLICY}]\n`);
  await writeFile(events, lines.join("\n"));
  const said: string[] = [];
  const err = (text: string) => void said.push(text.replaceAll(events, "events"));
  const context: Context = {
    terminal: { out: () => {}, err, write: async () => {}, isInteractive: false, environment: {} },
    clock: createSimulatedClock(0),
    readConfig: (file) => loadConfig({ file }),
    stopped: async () => {},
  };
  const program = new Command();
  const codes: number[] = [];
  addBacktest(program, context, (code) => void codes.push(code));
  await program.parseAsync(["backtest", "--config", config, "--events", events], { from: "user" });
  return { said, codes };
}

test("of lines that are no event the first of each fault are told, the others counted", async () => {
  const good = JSON.stringify(makeEvent({ id: "good" }));
  const cut = Array.from({ length: 50 }, () => "{");
  const other = Array.from({ length: 4 }, () => JSON.stringify({ specversion: "1.0" }));
  const { said, codes } = await backtest([...cut, good, ...other]);
  expect(said.slice(0, 3)).toEqual(
    [1, 2, 3].map((line) => expect.stringMatching(`^events:${line}: not JSON: `)),
  );
  expect(said.slice(3, 6)).toEqual(
    [52, 53, 54].map((line) => expect.stringMatching(`^events:${line}: `)),
  );
  expect(said.slice(6)).toEqual([
    "events: 47 more lines: not JSON",
    expect.stringMatching(/^events: 1 more lines: \S/),
    "1 events, 54 rejected lines, 0 findings.",
  ]);
  expect(codes).toEqual([0]);
});

test("of ever new faults a few are told apart", async () => {
  const { data, ...event } = makeEvent({});
  const lines = Array.from({ length: 200 }, (_, count) =>
    JSON.stringify({ ...event, data: { ...data, warnings: [...Array(count).fill("slow"), 5] } }),
  );
  const { said } = await backtest(lines);
  expect(said[0]).toContain("data.warnings[0]");
  expect(said.slice(-2)).toEqual([
    "events: 177 more lines: of other faults",
    "0 events, 200 rejected lines, 0 findings.",
  ]);
  expect(said).toHaveLength(20 + 3 + 2);
});

test("what was too much is told at the end", async () => {
  const event = makeEvent({ id: "late" });
  const old = { ...event, receivedtime: "2028-03-01T00:00:00Z" };
  const { said } = await backtest([JSON.stringify(event), JSON.stringify(old)]);
  expect(said).toContainEqual(
    expect.stringMatching(/^Passed over \d+ times: slots, last of .+ \(docs\/bounds\.md\)\.$/),
  );
});

test("what the intake would have rejected is left out and said, and what repeats is not", async () => {
  const receivedtime = "2026-11-20T00:30:00Z";
  const event = { ...makeEvent({ id: "one" }), receivedtime };
  const again = { ...event, receivedtime: "2026-11-20T00:31:00Z" };
  const reused = { ...event, data: { ...event.data, runId: "another" } };
  const ahead = { ...makeEvent({ id: "two" }), time: "2026-11-20T01:30:01Z", receivedtime };
  const lines = [event, again, reused, ahead].map((one) => JSON.stringify(one));
  const { said } = await backtest(lines);
  expect(said.slice(0, 3)).toEqual([
    expect.stringMatching(/^events:3: source, id .+: sent before with another content$/),
    expect.stringMatching(/^events:4: time is .+: must not be after 2026-11-20T01:30:00Z$/),
    "2 events, 2 rejected lines, 0 findings.",
  ]);
});

test("what does not say when it was received may have happened after its time", async () => {
  const event = { ...makeEvent({ id: "one" }), time: "2026-11-19T00:00:00Z" };
  expect((await backtest([JSON.stringify(event)])).said).toEqual([
    "1 events, 0 rejected lines, 0 findings.",
  ]);
});
