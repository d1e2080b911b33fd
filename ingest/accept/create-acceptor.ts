import assert from "node:assert/strict";
import { context, ROOT_CONTEXT, type Span, SpanKind } from "@opentelemetry/api";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { failSpan } from "../../platform/telemetry/fail-span.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import { traceparentOf } from "../../platform/telemetry/traceparent.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { acceptCalls, type Call } from "./accept-calls.ts";
import type { Acceptance, Item } from "./acceptance.ts";
import { type AcceptCounters, createAcceptCounters } from "./create-accept-counters.ts";
import type { Grant } from "./grant.ts";
import { type Judge, judgeHere } from "./judge.ts";
import { openIdentities } from "./open-identities.ts";

/**
 * Calls that wait for the one under way are written together, so that one durable write serves
 * many senders.
 */
const CALLS_TOGETHER_MAX = 64;
/** They hold this thread up together, for some 50 ms. */
const ITEMS_TOGETHER_MAX = 2_000;
const CALLS_WAITING_MAX = 1_024;

export type Acceptor = {
  /**
   * Durable before it resolves. Rejects with an `OperatingError`, having acknowledged nothing,
   * when log or state cannot write.
   */
  readonly accept: (items: readonly Item[], grant: Grant) => Promise<Acceptance>;
};

type Options = {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly clock: Clock;
  /** How far ahead of our clock a sender's may be. */
  readonly aheadMaxMs: number;
  readonly identitiesKeptMs: number;
  readonly telemetry?: Telemetry;
  /** On this thread where none is given. */
  readonly judge?: Judge;
};
type Waiting = Call & {
  readonly answer: PromiseWithResolvers<Acceptance>;
  /** From its call to its answer; what follows in the log is its child. */
  readonly span: Span;
};

/**
 * The one way into `vigie.events`: what is no event, may not be said, or contradicts what was
 * said goes to `vigie.rejects`.
 */
export async function createAcceptor(options: Options): Promise<Acceptor> {
  const { log, clock, aheadMaxMs, telemetry = NO_TELEMETRY, judge = judgeHere } = options;
  const counters = createAcceptCounters(telemetry.meter);
  const identities = await openIdentities(options.state, options.identitiesKeptMs);
  const waiting: Waiting[] = [];
  let isWorking = false;

  async function work() {
    isWorking = true;
    while (waiting.length > 0) {
      const calls = takeTogether(waiting);
      await answer(calls, counters, () =>
        acceptCalls(calls, { log, identities, nowMs: clock.nowMs() }),
      );
    }
    isWorking = false;
  }

  return {
    accept: async (items, grant) => {
      if (waiting.length >= CALLS_WAITING_MAX) throw tooBusy(waiting.length);
      const span = telemetry.tracer.startSpan(`append ${TOPICS.events.name}`, {
        kind: SpanKind.PRODUCER,
        attributes: { "messaging.batch.message_count": items.length },
      });
      const answer = Promise.withResolvers<Acceptance>();
      // Judged while the calls before it are written.
      const verdicts = judge(items, { grant, nowMs: clock.nowMs(), aheadMaxMs });
      verdicts.catch(() => undefined);
      waiting.push({ items, verdicts, answer, span, traceparent: traceparentOf(span) });
      // In nobody's trace, as it serves many.
      if (!isWorking) void context.with(ROOT_CONTEXT, work);
      return answer.promise;
    },
  };
}

function takeTogether(waiting: Waiting[]): readonly Waiting[] {
  let items = 0;
  const end = waiting.findIndex((call, index) => {
    items += call.items.length;
    return index > 0 && (index === CALLS_TOGETHER_MAX || items > ITEMS_TOGETHER_MAX);
  });
  return waiting.splice(0, end === -1 ? waiting.length : end);
}

async function answer(
  calls: readonly Waiting[],
  counters: AcceptCounters,
  work: () => Promise<readonly Acceptance[]>,
) {
  try {
    const acceptances = await work();
    for (const [index, call] of calls.entries()) {
      const acceptance = acceptances[index];
      assert(acceptance);
      counters.count(acceptance);
      call.span.end();
      call.answer.resolve(acceptance);
    }
  } catch (error) {
    for (const { span, answer } of calls) {
      failSpan(span, error);
      span.end();
      answer.reject(error);
    }
  }
}

function tooBusy(calls: number): OperatingError {
  return new OperatingError(`Cannot take more events now as ${calls} calls wait already`, {
    retryable: true,
    hint: "Send again a little later, or more events in one call.",
  });
}
