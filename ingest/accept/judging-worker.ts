import { parentPort } from "node:worker_threads";
import { judgeHere } from "./judge.ts";
import type { Answer, Question } from "./start-judging.ts";

// The other end of `startJudging`.
parentPort?.on("message", async ({ number, items, options }: Question) => {
  const answer: Answer = { number, verdicts: await judgeHere(items, options) };
  parentPort?.postMessage(answer);
});
