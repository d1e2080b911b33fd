import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Item } from "./acceptance.ts";
import type { Fault } from "./fault.ts";
import { type Judge, judgeHere } from "./judge.ts";
import type { Judged, JudgeOptions } from "./judge-item.ts";

/** Fewer take less time than their way to the other thread and back. */
const ITEMS_MIN = 20;

export type Question = {
  readonly number: number;
  readonly items: readonly Item[];
  readonly options: JudgeOptions;
};
export type Answer = { readonly number: number; readonly verdicts: readonly (Judged | Fault)[] };

export type Judging = { readonly judge: Judge; readonly stop: () => Promise<void> };

/**
 * Judges on a thread beside this one: reading, checking and hashing are most of what the intake
 * does. Should that thread die, this one judges alone.
 */
export function startJudging(): Judging {
  const worker = new Worker(new URL("./judging-worker.ts", import.meta.url));
  const waiting = new Map<number, PromiseWithResolvers<Answer["verdicts"]>>();
  let asked = 0;

  worker.on("message", ({ number, verdicts }: Answer) => {
    const answer = waiting.get(number);
    assert(answer);
    waiting.delete(number);
    answer.resolve(verdicts);
  });
  let isAlive = true;
  worker.on("error", (error) => {
    isAlive = false;
    rejectAll(error);
  });

  function rejectAll(error: unknown) {
    for (const answer of waiting.values()) answer.reject(error);
    waiting.clear();
  }

  return {
    judge: async (items, options) => {
      if (!isAlive || items.length < ITEMS_MIN) return judgeHere(items, options);
      const number = asked++;
      const answer = Promise.withResolvers<Answer["verdicts"]>();
      waiting.set(number, answer);
      const question: Question = { number, items, options };
      worker.postMessage(question);
      return answer.promise;
    },
    stop: async () => {
      isAlive = false;
      await worker.terminate();
      rejectAll(new OperatingError("Cannot take events as Vigie is stopping", { retryable: true }));
    },
  };
}
