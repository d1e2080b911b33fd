import { describe, expect, test } from "vitest";
import type { LogRun } from "../../../verifiers/formats/write-ahead-log/walk-log.ts";
import {
  type AskedOfLog,
  judgeLog,
} from "../../../verifiers/sandboxes/postgresql/base-backup/judge-log.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";

const MIB = 2 ** 20;
const START = 0x2_000_028n;
const BACKUP_END = { startLsn: START, endLsn: 0x2_000_100n, lastEndMicros: null };
const RUN: LogRun = {
  ...{ timeline: 1, segmentBytes: MIB, startLsn: 0x2_000_000n, endLsn: 0x2_000_200n },
  ...{ damagedLsn: null, lastEndMicros: null, backupEnds: [BACKUP_END], hasCustom: false },
  tablespaceLsn: null,
};
const ASKED: AskedOfLog = {
  label: { startLsn: START, timeline: 1, isOfStandby: false },
  ...{ endLsn: null, targetMs: null, checkpointAtMs: 0, segmentBytes: MIB, fault: "backup" },
  isAlone: true,
};

test("a transaction may end after the last instant that a Date has", () => {
  const run = { ...RUN, lastEndMicros: 9_000_000_000_000_000_000n };
  expect(judgeLog([run], ASKED)).toMatchObject({
    ...{ verdict: "pass", observed: { lastTransactionEnd: "+275760-09-13T00:00:00.000Z" } },
  });
});

describe("a base backup without its log", () => {
  const inconclusive = { verdict: "inconclusive", fault: "chain" };

  test("is not blamed where it came alone", () => {
    const judged = judgeLog([], ASKED);
    expect(judged).toMatchObject(inconclusive);
    expectBothLanguages(judged.reason);
  });

  test.each([
    ["something follows it", [], { ...ASKED, isAlone: false, fault: "chain" } as const],
    ["its log is within, and does not suffice", [{ ...RUN, backupEnds: [] }], ASKED],
  ])("fails where %s", (_, runs, asked) => {
    expect(judgeLog(runs, asked)).toMatchObject({ verdict: "fail", fault: asked.fault });
  });
});

test.each([
  ["after its start", 0x2_000_180n, "inconclusive"],
  ["before its start, which is not replayed", 0x2_000_020n, "pass"],
])("a log that makes a tablespace %s", (_, tablespaceLsn, verdict) => {
  const judged = judgeLog([{ ...RUN, tablespaceLsn }], ASKED);
  expect(judged.verdict).toBe(verdict);
  expectBothLanguages(judged.reason);
});
