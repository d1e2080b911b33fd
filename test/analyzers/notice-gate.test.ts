import { describe, expect, test } from "vitest";
import { createNoticeGate, type NoticeGate } from "../../analyzers/driver/create-notice-gate.ts";
import { readEventRecord } from "../../analyzers/driver/read-record.ts";
import type { LogRecord } from "../../platform/log/event-log.ts";
import { makeEvent, makeHeartbeat } from "../ingest/make-event.ts";

const APPENDED_AT_MS = Date.UTC(2026, 10, 20, 2);

/**
 * What came out after each record: `0:run` is a success in partition 0, `1:BEAT` a heartbeat, which
 * `received` by an intake has that instant.
 */
function offerAll(
  gate: NoticeGate,
  records: readonly string[],
  received: { readonly receivedtime?: string } = {},
): readonly string[] {
  return records.map((text, index) => {
    const [place = "", id = "", laterMs = "0"] = text.split(":");
    const event = id === id.toUpperCase() ? makeHeartbeat({ id, ...received }) : makeEvent({ id });
    const record: LogRecord = {
      topic: "vigie.events",
      partition: Number(place),
      offset: index,
      key: "",
      value: JSON.stringify(event),
      appendedAtMs: APPENDED_AT_MS + Number(laterMs),
    };
    const item = readEventRecord(record);
    return item ? namesOf(gate.offer(record, item)) : "unreadable";
  });
}

function namesOf(items: ReturnType<NoticeGate["release"]>): string {
  return items.flatMap((item) => ("event" in item ? item.event.id : [])).join(" ");
}

describe("a heartbeat of several partitions", () => {
  test.each([
    ["counts at its last record", ["0:a", "0:B", "1:c", "1:B"], ["a", "", "c", "B"]],
    ["holds back what came after it", ["0:B", "0:d", "1:c", "1:B"], ["", "", "c", "B d"]],
    ["counts once where it comes twice", ["0:B", "0:B", "1:B", "1:B"], ["", "", "B", ""]],
    [
      "keeps the order of one partition where two crossed",
      ["0:B", "0:a", "0:C", "1:C", "1:d", "1:B", "1:e"],
      ["", "", "", "", "", "d B a C", "e"],
    ],
    [
      "keeps it however they are read",
      ["1:C", "1:d", "1:B", "1:e", "0:B", "0:a", "0:C"],
      ["", "", "", "", "d B", "a", "C e"],
    ],
    [
      "counts after some seconds of the log where a partition has none",
      ["1:B", "1:c", "0:d:4000", "0:e:5001", "0:B:5002"],
      ["", "", "d", "B c e", ""],
    ],
  ])("%s", (_, records, wanted) => {
    expect(offerAll(createNoticeGate([0, 1]), records)).toEqual(wanted);
  });

  test("counts some seconds after all was read where a partition has none, and once alone", () => {
    const passOver = () => expect.fail("no bound was reached");
    const gate = createNoticeGate([0, 1, 2], { passOver });
    expect(offerAll(gate, ["1:B", "1:c", "2:d"])).toEqual(["", "", "d"]);
    expect(namesOf(gate.release(APPENDED_AT_MS + 5_000))).toBe("");
    expect(namesOf(gate.release(APPENDED_AT_MS + 5_001))).toBe("B c");
    expect(offerAll(gate, ["0:B", "2:B", "0:e"])).toEqual(["", "", "e"]);
    expect(namesOf(gate.release(APPENDED_AT_MS + 60_000))).toBe("");
  });

  test("waits for a record that the log takes later than the others", () => {
    const gate = createNoticeGate([0, 1]);
    expect(offerAll(gate, ["1:B"])).toEqual([""]);
    expect(namesOf(gate.release(APPENDED_AT_MS + 1_000))).toBe("");
    expect(offerAll(gate, ["0:covered", "0:B"])).toEqual(["covered", "B"]);
  });

  const OURS = { receivedtime: "2026-11-20T02:00:00Z" };

  test("from an intake waits for its records, though others' clocks are minutes ahead", () => {
    const gate = createNoticeGate([0, 1, 2]);
    const records = ["1:B", "2:other:600000", "0:covered:1000", "0:B", "2:B"];
    expect(offerAll(gate, records, OURS)).toEqual(["", "other", "covered", "", "B"]);
  });

  test("from an intake that died as it wrote it counts after minutes of the log, and is told", () => {
    const told: string[] = [];
    const gate = createNoticeGate([0, 1], { passOver: (...bound) => told.push(bound.join(" ")) });
    const records = ["1:B", "1:c", "0:d:600000", "0:e:600001"];
    expect(offerAll(gate, records, OURS)).toEqual(["", "", "d", "B c e"]);
    expect(told).toEqual(["notices-apart /sqlserver/par-sql-03"]);
  });

  test("from an intake that died counts sooner where much waits for it, and is told", () => {
    const told: string[] = [];
    const gate = createNoticeGate([0, 1], { passOver: (...bound) => told.push(bound.join(" ")) });
    const waiting = Array.from({ length: 20_000 }, (_, index) => `1:run-${index}`);
    const out = offerAll(gate, ["1:B", ...waiting, "0:late:5001"], OURS);
    expect(out.slice(0, -1).join("")).toBe("");
    expect(out.at(-1)).toMatch(/^B run-0 .* run-19999 late$/);
    expect(told).toEqual(["notices-held /sqlserver/par-sql-03"]);
  });

  test("holds nothing back where it is written again after it counted", () => {
    const gate = createNoticeGate([0, 1]);
    expect(offerAll(gate, ["1:B", "0:B", "0:B", "0:c"], OURS)).toEqual(["", "B", "", "c"]);
  });

  test("waits for nothing where there is one partition", () => {
    expect(offerAll(createNoticeGate([0]), ["0:a", "0:B", "0:c"])).toEqual(["a", "B", "c"]);
  });
});
