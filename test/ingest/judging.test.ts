import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeHere } from "../../ingest/accept/judge.ts";
import { type Judging, startJudging } from "../../ingest/accept/start-judging.ts";
import { makeEvent, makeHeartbeat, NOW_MS } from "./make-event.ts";

const OPTIONS = {
  grant: { tenant: "acme", sources: ["/sqlserver"] },
  nowMs: NOW_MS,
  aheadMaxMs: 3_600_000,
};

const SENT = [
  makeEvent({ id: "good" }),
  makeEvent({ id: "big" }, { sizeBytes: "9223372036854775807" }),
  makeHeartbeat({ id: "beat" }),
  makeEvent({ source: "/elsewhere" }),
  makeEvent({}, { sizeBytes: -1 }),
  { nothing: true },
];

function toItems(count: number) {
  const texts = [...SENT.map((event) => JSON.stringify(event)), '{"half":', ""];
  return Array.from({ length: count }, (_, index) => ({
    bytes: Buffer.from(texts[index % texts.length] ?? ""),
    origin: "test",
    position: `line ${index}`,
  }));
}

describe("judging on a thread of its own", () => {
  let judging: Judging;
  beforeAll(() => {
    judging = startJudging();
  });
  afterAll(() => judging.stop());

  test.each([1, 19, 20, 500])("says of %i items what this thread says", async (count) => {
    const items = toItems(count);
    expect(await judging.judge(items, OPTIONS)).toEqual(await judgeHere(items, OPTIONS));
  });

  test("gives each of many calls at once its own answer", async () => {
    const calls = Array.from({ length: 40 }, (_, call) => toItems(20 + call));
    const answers = await Promise.all(calls.map((items) => judging.judge(items, OPTIONS)));
    expect(answers.map(({ length }) => length)).toEqual(calls.map(({ length }) => length));
  });

  test("keeps what its reader could not read", async () => {
    const unread = { fault: "too-large", reason: "a line", bytesTotal: 7 } as const;
    const items = toItems(30).map((item) => ({ ...item, unread }));
    expect(await judging.judge(items, OPTIONS)).toEqual(items.map(() => unread));
  });
});

test("judging that was stopped leaves no call waiting", async () => {
  const judging = startJudging();
  const answer = judging.judge(toItems(500), OPTIONS);
  await judging.stop();
  await expect(answer).rejects.toMatchObject({ retryable: true });
});
