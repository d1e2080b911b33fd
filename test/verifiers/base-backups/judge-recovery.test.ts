import { expect, test } from "vitest";
import { judgeRecovery } from "../../../verifiers/sandboxes/postgresql/base-backup/judge-recovery.ts";

test.each([
  ["XX000", false, 1, "backup"],
  ["58P01", false, 1, "backup"],
  ["XX000", false, 3, "chain"],
  ["XX000", true, 3, "sandbox"],
  [null, false, 1, "sandbox"],
  ["53100", false, 1, "sandbox"],
  ["53200", false, 3, "sandbox"],
  ["57P01", false, 3, "sandbox"],
] as const)(
  "a recovery that fails with %s (sandbox ended: %s, %i copies) is the fault of the %s",
  (sqlState, isEnded, copies, fault) => {
    expect(judgeRecovery({ sqlState, isEnded, copies })).toBe(fault);
  },
);
