import assert from "node:assert/strict";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { openThread } from "../../../platform/threads/open-thread.ts";
import type { Acceptance } from "../acceptance.ts";
import type { Take } from "../create-taking.ts";
import type { Grant } from "../grant.ts";
import { fromFailure } from "./failure.ts";
import type { Answer, Orders, Question } from "./orders.ts";
import { packItems } from "./pack-items.ts";

type Options = {
  readonly orders: Orders;
  readonly heapMbMax: number;
  /** It has appended to a topic, which took so long. */
  readonly appended: (topic: string, seconds: number) => void;
  /** It ended though nobody stopped it; its calls were rejected. */
  readonly died: (error: unknown) => void;
};

export type AcceptingThread = { readonly take: Take; readonly stop: () => Promise<void> };

/** Resolves when log and state are open; rejects, as they do, where one cannot be opened. */
export async function startThread(options: Options): Promise<AcceptingThread> {
  const worker = openThread(new URL("./accepting-thread.ts", import.meta.url), {
    workerData: options.orders,
    resourceLimits: { maxOldGenerationSizeMb: options.heapMbMax },
  });
  const waiting = new Map<number, PromiseWithResolvers<Acceptance>>();
  const ready = Promise.withResolvers<void>();
  let asked = 0;
  let isReady = false;
  let ending: "dead" | "stopped" | null = null;

  worker.on("message", (answer: Answer) => {
    switch (answer.kind) {
      case "ready":
        isReady = true;
        return ready.resolve();
      case "appended":
        return options.appended(answer.topic, answer.seconds);
      case "taken":
        return takeOut(answer.number).resolve(answer.acceptance);
      case "failed":
        if (answer.number === null) return ready.reject(fromFailure(answer.failure));
        return takeOut(answer.number).reject(fromFailure(answer.failure));
    }
  });
  worker.on("error", die);
  const ended = new Promise<void>((resolve) => worker.on("exit", () => resolve()));
  void ended.then(() => die(new Error("the thread ended by itself")));

  function takeOut(number: number) {
    const call = waiting.get(number);
    assert(call, "an answer to a call that waits");
    waiting.delete(number);
    return call;
  }

  function die(cause: unknown) {
    for (const call of waiting.values()) call.reject(lostError(cause));
    waiting.clear();
    if (ending) return;
    ending = "dead";
    ready.reject(lostError(cause));
    if (isReady) options.died(cause);
  }

  function tell(question: Question, given: readonly ArrayBuffer[] = []) {
    worker.postMessage(question, given);
  }

  await ready.promise;
  return {
    take: async ({ items, grant, nowMs, traceparent }) => {
      if (ending) throw lostError(undefined);
      const number = asked++;
      const answer = Promise.withResolvers<Acceptance>();
      waiting.set(number, answer);
      const packed = packItems(items);
      const call = { grant: toPlain(grant), nowMs, traceparent };
      tell({ kind: "take", number, items: packed, ...call }, [packed.bytes.buffer]);
      return answer.promise;
    },
    stop: async () => {
      if (ending) return;
      ending = "stopped";
      tell({ kind: "stop" });
      await ended;
    },
  };
}

/** A token has more than what it grants. */
function toPlain(grant: Grant): Grant {
  if (grant === "local") return grant;
  const { tenant, sources, collectors, others } = grant;
  return { tenant, sources, collectors, ...(others && { others }) };
}

/** It may have been appended already: sent again, it is shown once. */
function lostError(cause: unknown): OperatingError {
  return new OperatingError("Cannot take events as the thread that takes them has ended", {
    retryable: true,
    hint: "Send them again: what was taken before is known.",
    cause,
  });
}
