import type { Clock } from "../../platform/clock/clock.ts";
import { perSecond } from "./bench-topic.ts";
import { makeEvent } from "./make-event.ts";
import { startTarget, type Target, TOKEN } from "./start-target.ts";

const BATCH_EVENTS = 500;
const SENDERS = 4;
const LOOK_EVERY_MS = 20;

type Options = {
  readonly configFile: string;
  readonly events: number;
  readonly clock: Clock;
};

export type IntakeBench = {
  readonly eventsPerSecond: number;
  readonly halfLoad: {
    readonly eventsPerSecond: number;
    /** From a batch's first byte to its answer, which says that it is durable. */
    readonly p50Ms: number;
    readonly p99Ms: number;
    /** From the sending of a batch until its last event is a row. */
    readonly toRowP99Ms: number;
  };
};

/** Batches over HTTP: first as fast as they are taken, then half as fast. */
export async function benchIntake({ configFile, events, clock }: Options): Promise<IntakeBench> {
  const batches = Math.max(SENDERS, Math.ceil(events / BATCH_EVENTS));
  const bodies = Array.from({ length: 2 * batches }, (_, batch) =>
    Array.from({ length: BATCH_EVENTS }, (_, at) => makeEvent(batch * BATCH_EVENTS + at).value),
  ).map((lines) => lines.join("\n"));
  const target = await startTarget(configFile);
  try {
    const startedMs = clock.nowMs();
    const full = bodies.slice(0, batches);
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        for (let body = full.pop(); body; body = full.pop()) await send(target, body);
      }),
    );
    const rate = perSecond(batches * BATCH_EVENTS, clock.nowMs() - startedMs);
    await waitForRows(target, batches * BATCH_EVENTS, clock);
    const halfLoad = await sendPaced(target, bodies.slice(batches), rate / 2, clock);
    return { eventsPerSecond: rate, halfLoad };
  } finally {
    await target.stop();
  }
}

async function sendPaced(target: Target, bodies: readonly string[], rate: number, clock: Clock) {
  const everyMs = (BATCH_EVENTS * 1_000) / rate;
  const before = (await target.look()).rows;
  const startedMs = clock.nowMs();
  const answers: number[] = [];
  const toRows: number[] = [];
  const sentAtMs: number[] = [];
  const watching = watchRows(target, clock, (rows) => {
    const due = Math.floor((rows - before) / BATCH_EVENTS);
    for (const sentMs of sentAtMs.slice(toRows.length, due)) toRows.push(clock.nowMs() - sentMs);
    return toRows.length === bodies.length;
  });
  const sending = bodies.map(async (body, index) => {
    await clock.sleep(Math.max(0, startedMs + index * everyMs - clock.nowMs()));
    const sentMs = clock.nowMs();
    sentAtMs.push(sentMs);
    await send(target, body);
    answers.push(clock.nowMs() - sentMs);
  });
  await Promise.all([...sending, watching]);
  return {
    eventsPerSecond: Math.round(rate),
    p50Ms: quantile(answers, 0.5),
    p99Ms: quantile(answers, 0.99),
    toRowP99Ms: quantile(toRows, 0.99),
  };
}

async function watchRows(target: Target, clock: Clock, isDone: (rows: number) => boolean) {
  while (!isDone((await target.look()).rows)) await clock.sleep(LOOK_EVERY_MS);
}

function waitForRows(target: Target, wanted: number, clock: Clock): Promise<void> {
  return watchRows(target, clock, (rows) => rows >= wanted);
}

async function send({ url }: Target, body: string): Promise<void> {
  const answer = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/x-ndjson" },
    body,
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`the intake answered ${answer.status}: ${text}`);
}

/** The smallest value that so great a share of them does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
