import { expect, test } from "vitest";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import { readRejectRecord } from "../../analyzers/driver/read-record.ts";
import { createReject } from "../../ingest/accept/create-reject.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { hour } from "./tell-story.ts";

/** A detection that is told of rejects; findings are kept as they last were. */
function watchRejects() {
  const detection = createDetection({ policies: [] });
  const findings = new Map<string, Finding>();
  const note = (changes: readonly Finding[]) => {
    for (const change of changes) findings.set(change.id, findingSchema.parse(change));
  };

  function until(at: number) {
    note(advanceThrough(detection, hour(at)));
  }

  /** All of them within ten minutes. */
  function reject(at: number, count: number, fault = "not-json", origin = "token dc1") {
    for (let index = 0; index < count; index++) {
      const atMs = hour(at + index / count / 6);
      note(advanceThrough(detection, atMs));
      note(detection.acceptReject({ origin, fault, position: `item ${index}` }, atMs));
    }
  }

  return { reject, until, findings: () => [...findings.values()] };
}

test("20 rejects of one source within an hour are told once, with their numbers", () => {
  const story = watchRejects();
  story.reject(0.2, 8, "not-json");
  story.reject(0.8, 11, "unknown-type");
  expect(story.findings()).toEqual([]);
  story.reject(1, 30, "not-json");
  expect(story.findings()).toMatchObject([
    {
      kind: "rejects-rising",
      severity: "warning",
      collector: "token dc1",
      evidence: {
        withinAnHour: 20,
        usualPerHour: 0,
        limit: 20,
        byFault: { "not-json": 9, "unknown-type": 11 },
        first: { fault: "not-json", position: "item 0" },
      },
      summary: {
        en: "20 items from token dc1 were rejected within an hour (11 unknown-type, 9 not-json); usual are 0.",
      },
    },
  ]);
});

test("it resolves after a quiet hour, and what comes back is another finding", () => {
  const story = watchRejects();
  story.reject(1, 25);
  story.until(1.9);
  expect(story.findings()).toMatchObject([{ resolvedAt: null }]);
  story.until(2.5);
  expect(story.findings()).toMatchObject([{ resolution: "0 rejects within the last hour" }]);
  story.reject(4, 25);
  expect(story.findings()).toMatchObject([{}, { resolvedAt: null }]);
});

test("it stays open while half as many go on coming", () => {
  const story = watchRejects();
  story.reject(1, 25);
  for (let at = 1.5; at < 6; at += 0.5) story.reject(at, 8);
  expect(story.findings()).toMatchObject([{ resolvedAt: null }]);
  story.until(8);
  expect(story.findings()).toMatchObject([{ resolution: expect.any(String) }]);
});

test("what a source rejects each night becomes usual, and three times as much is told", () => {
  const story = watchRejects();
  for (let day = 0; day < 10; day++) story.reject(24 * day + 2, 30);
  const soFar = story.findings().length;
  expect(soFar).toBe(4);
  story.reject(24 * 10 + 2, 89);
  expect(story.findings()).toHaveLength(soFar);
  story.reject(24 * 11 + 2, 90);
  expect(story.findings().at(-1)).toMatchObject({
    resolvedAt: null,
    evidence: { withinAnHour: 90, usualPerHour: 30, limit: 90 },
  });
});

test("one bad day teaches nothing", () => {
  const story = watchRejects();
  story.reject(2, 500);
  story.reject(26, 40);
  expect(story.findings()).toHaveLength(2);
});

test("a few of many sources are no rise of one", () => {
  const story = watchRejects();
  for (let index = 0; index < 50; index++) story.reject(1, 10, "not-json", `token ${index}`);
  expect(story.findings()).toEqual([]);
});

test("a record of a reject is read without its content, and what a replay brings counts no more", () => {
  const bytes = Buffer.from("secret content");
  const what = { bytes, origin: "token dc1", position: "item 3" };
  const reject = createReject(what, { fault: "not-json", reason: "secret: no JSON" }, hour(1));
  const record = { topic: "vigie.rejects", partition: 0, offset: 1, key: "k", traceparent: "" };
  const read = (value: object) =>
    readRejectRecord({ ...record, value: JSON.stringify(value), appendedAtMs: hour(1) });
  expect(read(reject)).toEqual({
    rejected: { origin: "token dc1", position: "item 3", fault: "not-json" },
    atMs: hour(1),
  });
  expect(read({ ...reject, replayedAt: reject.receivedAt })).toMatchObject({ rejected: null });
  const again = createReject({ ...what, replayOf: reject.id }, reject, hour(2));
  expect(read(again)).toMatchObject({ rejected: null });
  expect(read({})).toBeNull();
});
