import { writeFile } from "node:fs/promises";
import { PROCESSES } from "../../processes/start-vigie.ts";
import type { Bench } from "../bench.ts";
import { perSecond } from "../create-rate-meter.ts";
import { type Ground, openGround } from "../open-ground.ts";
import { quantile } from "../quantile.ts";
import { sendBatch } from "../send-batch.ts";
import { startTarget, type Target } from "../start-target.ts";
import { type FlowBatch, makeFlow } from "./make-flow.ts";
import { receivePages } from "./receive-pages.ts";

const BATCHES_PER_SECOND = 50;
const CRITICALS_PER_SECOND = 5;
const UNDER_WAY_MAX = 16;
const WARMING_SECONDS = 5;
/** After the last event: whoever was not told by then is counted as not told. */
const PATIENCE_MS = 20_000;
/** A rate of which less was taken was not held. */
const HELD_SHARE = 0.95;

type Flow = { readonly eventsPerSecond: number; readonly seconds: number };

export type FlowBench = Awaited<ReturnType<typeof measureFlow>>;

/**
 * How soon the first critical of a group reaches who is told, from the answer that says that its
 * event is kept, which is before it is a row: one `vigie up`, all of its stages, that takes in
 * `eventsPerSecond` over HTTP. Where it cannot, it is measured once more at half of what it took.
 */
export async function benchFlow(bench: Bench, flow: Flow): Promise<readonly FlowBench[]> {
  const asked = await measureFlow(bench, flow);
  if (asked.eventsPerSecond >= flow.eventsPerSecond * HELD_SHARE) return [asked];
  const eventsPerSecond = Math.max(BATCHES_PER_SECOND, Math.round(asked.eventsPerSecond / 2));
  return [asked, await measureFlow(bench, { ...flow, eventsPerSecond })];
}

async function measureFlow(bench: Bench, { eventsPerSecond, seconds }: Flow) {
  const { clock, signal } = bench;
  await using ground = await openGround(bench);
  await using receiver = await receivePages(clock);
  await writeFile(ground.configFile, JSON.stringify(configOf(ground.config, receiver.url)));
  await using target = await startTarget(ground.configFile, signal, PROCESSES);
  const batchEvents = Math.round(eventsPerSecond / BATCHES_PER_SECOND);
  const batches = makeFlow({
    batches: (WARMING_SECONDS + seconds) * BATCHES_PER_SECOND,
    ...{ batchEvents, criticalEvery: BATCHES_PER_SECOND / CRITICALS_PER_SECOND },
    nowMs: clock.nowMs(),
  });
  const warming = batches.splice(0, WARMING_SECONDS * BATCHES_PER_SECOND);
  await send(bench, target, warming);
  const before = await target.look();
  const sent = await send(bench, target, batches);
  await clock.sleep(PATIENCE_MS, signal);
  const after = await target.look();
  const events = batches.reduce((sum, batch) => sum + batch.events, 0);
  const toldAtMs = new Map(
    receiver.pages.map(({ finding, atMs }) => [finding?.series?.site, atMs]),
  );
  const waitsMs = [...sent.criticals].flatMap(([site, keptAtMs]) => {
    const atMs = toldAtMs.get(site);
    return atMs === undefined ? [] : [atMs - keptAtMs];
  });
  return {
    ...{ wantedPerSecond: eventsPerSecond, seconds },
    eventsPerSecond: perSecond(events, sent.spanMs),
    ...{ criticals: sent.criticals.size, told: waitsMs.length },
    ...{ p50Ms: quantile(waitsMs, 0.5), p99Ms: quantile(waitsMs, 0.99) },
    cpuMicrosecondsPerEvent: Math.round(
      (after.cpu.allThreadsUs - before.cpu.allThreadsUs) / events,
    ),
  };
}

/** Sends a batch at each of its instants, or as soon as one of so many under way is answered. */
async function send({ clock, signal, startProgress }: Bench, target: Target, batches: FlowBatch[]) {
  const startedMs = clock.nowMs();
  const criticals = new Map<string, number>();
  const progress = startProgress("flow", batches.length);
  const queue = batches.entries();
  const sendNext = async () => {
    for (const [index, { body, criticalSite }] of queue) {
      const atMs = startedMs + (index * 1_000) / BATCHES_PER_SECOND;
      await clock.sleep(Math.max(0, atMs - clock.nowMs()), signal);
      await sendBatch(target, body, signal);
      if (criticalSite !== null) criticals.set(criticalSite, clock.nowMs());
      progress.update(index + 1, "");
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY_MAX }, sendNext));
  progress.end();
  return { criticals, spanMs: clock.nowMs() - startedMs };
}

/** As in operation, but for a limit that the criticals do not reach. */
function configOf({ pollEvery: _, ...config }: Ground["config"], url: string) {
  const pager = { name: "bench", kind: "webhook", url, allowLoopback: true };
  const policy = { name: "bench", match: {}, schedule: { learned: true }, size: { minBytes: 1 } };
  return {
    ...config,
    policies: [policy],
    alerts: { pagers: [pager], limit: { messages: 10_000 } },
  };
}
