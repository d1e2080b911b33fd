import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Call } from "./accept-calls.ts";
import { acceptEach } from "./accept-each.ts";
import type { Acceptance, Item } from "./acceptance.ts";
import type { Grant } from "./grant.ts";
import { judgeItem } from "./judge-item.ts";
import type { Identities } from "./open-identities.ts";

/**
 * Calls that wait for the one under way are written together, so that one durable write serves
 * many senders.
 */
const CALLS_TOGETHER_MAX = 64;
/** They hold this thread up together, for some 50 ms. */
const ITEMS_TOGETHER_MAX = 2_000;
/**
 * While writes fail each may take half a minute: what has waited for so long is not tried after
 * them, but told to come again.
 */
const WAITED_MS_MAX = 5_000;

export type Taken = {
  readonly items: readonly Item[];
  readonly grant: Grant;
  /** When it was received. */
  readonly nowMs: number;
  /** The span within which its events and rejects are appended. */
  readonly traceparent?: string | undefined;
};

/** Durable before it resolves; in the order of the calls. */
export type Take = (taken: Taken) => Promise<Acceptance>;

type Options = {
  readonly log: Pick<EventLog, "append">;
  readonly identities: Identities;
  readonly clock: Clock;
  /** How far ahead of our clock a sender's may be. */
  readonly aheadMaxMs: number;
  /** Tells how long a call has waited, where `clock` stands still between two of them. */
  readonly stopwatch?: Pick<Clock, "nowMs">;
  /** From then on no more is tried after a write that failed, or when that takes long. */
  readonly stopping?: AbortSignal;
};
type Waiting = Taken & {
  readonly answer: PromiseWithResolvers<Acceptance>;
  readonly sinceMs: number;
};

/** Judges and writes what is brought, several calls at a time, one write after another. */
export function createTaking(options: Options): Take {
  const { log, identities, clock, aheadMaxMs, stopwatch = clock, stopping } = options;
  const waiting: Waiting[] = [];
  let isWorking = false;
  let written = Promise.resolve();
  /** Of the last write, where the next might fail as it did. */
  let failure: OperatingError | null = null;

  async function work() {
    isWorking = true;
    while (waiting.length > 0) {
      // What is written on this thread ends first, and what comes meanwhile is taken along.
      await turn();
      const together = takeTogether(waiting);
      // Judged while a server writes the calls before.
      const judging = judgeAll(together);
      judging.catch(() => undefined);
      await written;
      if (isGivenUp(together[0])) {
        waiting.unshift(...together);
        giveUp();
        continue;
      }
      written = answer(together, async () =>
        acceptEach(await judging, { log, identities, nowMs: clock.nowMs() }),
      );
      noteFailure(together.at(-1));
    }
    isWorking = false;
  }

  function noteFailure(last: Waiting | undefined) {
    const note = (error: unknown) => {
      failure = error instanceof OperatingError && error.retryable ? error : null;
    };
    last?.answer.promise.then(() => note(null), note);
  }

  function isGivenUp(call: Waiting | undefined): boolean {
    if (call === undefined || (failure === null && !stopping?.aborted)) return false;
    if (failure !== null && stopping?.aborted) return true;
    return stopwatch.nowMs() - call.sinceMs > WAITED_MS_MAX;
  }

  /** Those that came first have waited the longest. */
  function giveUp() {
    while (isGivenUp(waiting[0])) waiting.shift()?.answer.reject(failure ?? stoppingError());
  }

  async function judgeAll(calls: readonly Taken[]): Promise<Call[]> {
    return calls.map(({ items, grant, nowMs, traceparent }) => {
      // Written once for all of a call: each of its own costs as much as a look into its JSON.
      const receivedtime = instantToJson(nowMs);
      const options = { grant, nowMs, receivedtime, aheadMaxMs };
      const verdicts = items.map((item) => item.unread ?? judgeItem(item.bytes, options));
      return { items, verdicts, traceparent };
    });
  }

  return (taken) => {
    const answer = Promise.withResolvers<Acceptance>();
    waiting.push({ ...taken, answer, sinceMs: stopwatch.nowMs() });
    // In nobody's trace, as it serves many.
    if (!isWorking) void context.with(ROOT_CONTEXT, work);
    return answer.promise;
  };
}

function stoppingError(): OperatingError {
  return new OperatingError("Cannot take these events before the end, as writing takes long", {
    retryable: true,
    hint: "Send them again once Vigie runs.",
  });
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
  work: () => Promise<readonly PromiseSettledResult<Acceptance>[]>,
): Promise<void> {
  try {
    const outcomes = await work();
    for (const [index, { answer }] of calls.entries()) {
      const outcome = outcomes[index];
      assert(outcome);
      if (outcome.status === "fulfilled") answer.resolve(outcome.value);
      else answer.reject(outcome.reason);
    }
  } catch (error) {
    for (const { answer } of calls) answer.reject(error);
  }
}
