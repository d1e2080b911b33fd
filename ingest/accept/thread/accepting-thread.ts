import { parentPort, workerData } from "node:worker_threads";
import type { Clock } from "../../../platform/clock/clock.ts";
import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { openLog } from "../../../platform/log/open-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openState } from "../../../platform/state/open-state.ts";
import { createTaking, type Take } from "../create-taking.ts";
import { openIdentities } from "../open-identities.ts";
import { toFailure } from "./failure.ts";
import type { Answer, Orders, Question } from "./orders.ts";
import { unpackItems } from "./pack-items.ts";

// The other end of `startAccepting`.
const machine = createSystemClock();
let toldMs = 0;
/** It is as late here as it was where the last call came from. */
const clock: Clock = { ...machine, nowMs: () => toldMs };

const stopping = new AbortController();
const stack = new AsyncDisposableStack();
try {
  const take = await openTaking(workerData as Orders);
  const underWay = new Set<Promise<void>>();
  parentPort?.on("message", async (question: Question) => {
    if (question.kind === "stop") {
      stopping.abort();
      await Promise.all(underWay);
      await end();
      return;
    }
    const answering = answer(take, question);
    underWay.add(answering);
    await answering;
    underWay.delete(answering);
  });
  tell({ kind: "ready" });
} catch (error) {
  tell({ kind: "failed", number: null, failure: toFailure(error) });
  await end();
}

async function openTaking({ log, state, aheadMaxMs, identitiesKeptMs }: Orders): Promise<Take> {
  const opened = await openLog(log, {
    clock,
    logger: createLogger({ level: "warn", destination: process.stderr }),
  });
  stack.defer(() => opened.close());
  const store = await openState(state);
  stack.defer(() => store.close());
  const identities = await openIdentities(store, identitiesKeptMs);
  return createTaking({
    ...{ log: measured(opened), identities, clock, aheadMaxMs },
    ...{ stopwatch: machine, stopping: stopping.signal },
  });
}

function measured(log: EventLog): Pick<EventLog, "append"> {
  return {
    append: async (topic, entries) => {
      const startedMs = machine.nowMs();
      await log.append(topic, entries);
      tell({ kind: "appended", topic: topic.name, seconds: secondsSince(machine, startedMs) });
    },
  };
}

async function answer(take: Take, { number, items, ...call }: Question & { kind: "take" }) {
  toldMs = call.nowMs;
  try {
    const acceptance = await take({ ...call, items: unpackItems(items) });
    tell({ kind: "taken", number, acceptance });
  } catch (error) {
    tell({ kind: "failed", number, failure: toFailure(error) });
  }
}

function tell(answer: Answer): void {
  parentPort?.postMessage(answer);
}

async function end(): Promise<void> {
  await stack.disposeAsync();
  parentPort?.close();
}
