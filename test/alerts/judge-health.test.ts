import { expect, test } from "vitest";
import { judgeHealth, type Vitals } from "../../alerts/heartbeat/judge-health.ts";

const well: Vitals = {
  ...{ intakeAtMs: 99, duesAtMs: 99, analysisAtMs: 99, isDiskFull: false },
  ...{ pagers: ["noc", "sms"], failingPagers: [] },
};

test.each<[string, Partial<Vitals>, string | null]>([
  ["all is well", {}, null],
  ["the analysis is elsewhere", { analysisAtMs: null }, null],
  ["one pager of two fails", { failingPagers: ["noc"] }, null],
  ["there is no pager", { pagers: [] }, null],
  ["nothing was read yet", { intakeAtMs: null }, "the findings in the log are not read"],
  ["reading stands still", { intakeAtMs: 89 }, "the findings in the log are not read"],
  ["the state stands still", { duesAtMs: 89 }, "the state does not answer"],
  ["the analysis stands still", { analysisAtMs: 89 }, "the analysis stands still"],
  ["nothing can be written", { isDiskFull: true }, "the disk is full"],
  ["all pagers fail", { failingPagers: ["sms", "noc"] }, "no pager reaches anybody"],
])("judgeHealth() where %s", (_, changes, want) => {
  expect(judgeHealth({ ...well, ...changes }, { nowMs: 100, lateMs: 10 })).toBe(want);
});
