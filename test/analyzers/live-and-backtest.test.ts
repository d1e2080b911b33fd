import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { pino } from "pino";
import { expect, test } from "vitest";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import type { Decision } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { beat, type Estate, endOf, estate, instantOf } from "./invent-estate.ts";
import { logEachMinute } from "./log-each-minute.ts";

const RUNS = 2;
const BEAT_HOURS = 5;
const POLL_MS = 3 * 3_600_000;
const INSTANTS = ["time", "from", "until", "since", "to", "watermark", "receivedtime"];

type Said = { readonly atMs: number } & (
  | { readonly event: VigieEvent }
  | { readonly decision: Decision }
);

/** All that is said of an estate, in the order in which it is heard. */
function tellAll(invented: Estate): readonly Said[] {
  const beats = Array.from({ length: Math.floor(endOf(invented) / BEAT_HOURS) }, (_, index) => {
    const at = BEAT_HOURS * (index + 1);
    return { event: beat(at), at };
  });
  const events = [...invented.told, ...beats].map(({ event, at }) => {
    const atMs = instantOf(at);
    return { atMs, event: { ...event, receivedtime: atMs } };
  });
  // Decisions are said within a second of their own, so that which came first is no question.
  const decisions = invented.decided.map(({ decision, at }) => {
    const atMs = Math.floor(instantOf(at) / 1_000) * 1_000 + 500;
    return { atMs, decision: { ...decision, time: atMs } };
  });
  return [...events, ...decisions]
    .filter(({ atMs }) => atMs <= instantOf(endOf(invented)))
    .sort((a, b) => a.atMs - b.atMs);
}

/** As it is written: instants as text, sizes as decimals. */
function write(said: VigieEvent | Decision): string {
  return JSON.stringify(said, (name, value) => {
    if (typeof value === "bigint") return String(value);
    const isInstant = INSTANTS.includes(name) || name.endsWith("At") || name === "lockedUntil";
    return isInstant && typeof value === "number" ? instantToJson(value) : value;
  });
}

/** The findings that are published while the estate lives, restarted once on the way. */
async function live(invented: Estate, restartAfter: number): Promise<readonly Finding[]> {
  await using undo = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "vigie-live-"));
  undo.defer(() => rm(directory, { recursive: true }));
  const said = tellAll(invented);
  const clock = createSimulatedClock(said[0]?.atMs ?? instantOf(0));
  const log = await openEmbeddedLog({ directory, clock });
  undo.defer(() => log.close());
  const { policies } = invented;
  const logger = pino({ level: "silent" });
  const start = () => startAnalysis({ log, clock, logger, policies, pollEveryMs: POLL_MS });
  let analysis = await start();
  for (const [index, one] of said.entries()) {
    await clock.advanceTo(one.atMs);
    const [topic, value] =
      "event" in one ? [TOPICS.events, write(one.event)] : [TOPICS.decisions, write(one.decision)];
    await log.append(topic, [{ key: "k", value }]);
    if (index !== restartAfter) continue;
    await analysis.stop();
    analysis = await start();
  }
  await clock.advanceTo(instantOf(endOf(invented)));
  await analysis.stop();
  // What was read at the end of the last poll is written when the next one begins.
  await (await start()).stop();
  const records = await Array.fromAsync(log.replay(TOPICS.findings));
  const findings = records.map(({ value }) => findingSchema.parse(JSON.parse(value)));
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}

async function backtest(invented: Estate): Promise<readonly Finding[]> {
  const said = tellAll(invented);
  return runBacktest({
    events: said.flatMap((one) => ("event" in one ? [one.event] : [])),
    decisions: said.flatMap((one) => ("decision" in one ? [one.decision] : [])),
    policies: invented.policies,
    untilMs: instantOf(endOf(invented)),
  });
}

const inOrder = (findings: readonly Finding[]) =>
  findings.toSorted((a, b) => a.id.localeCompare(b.id));

test("what is found live is found by the backtest, and the other way round", async () => {
  await fc.assert(
    fc.asyncProperty(estate, fc.nat({ max: 200 }), async (invented, restartAfter) => {
      const [found, tested] = [await live(invented, restartAfter), await backtest(invented)];
      expect(inOrder(found)).toEqual(inOrder(tested));
    }),
    { numRuns: RUNS, seed: 20_261_122, endOnFailure: true },
  );
}, 60_000);

test("nor does it matter that copies are of slots which are judged no more", async () => {
  const invented = logEachMinute();
  const [found, tested] = [await live(invented, 930), await backtest(invented)];
  expect(inOrder(found)).toEqual(inOrder(tested));
  const lost = found.flatMap(({ kind, runId }) => (kind === "copy-lost" ? [runId] : []));
  expect(lost).toHaveLength(29);
  expect(lost).not.toContain("log4");
}, 60_000);
