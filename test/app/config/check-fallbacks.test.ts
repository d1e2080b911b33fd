import { expect, test } from "vitest";
import { checkFallbacks } from "../../../app/config/check-fallbacks.ts";

const pager = (name: string, fallback?: string) => ({ name, kind: "webhook", fallback });

test.each([
  ["another pager", [pager("noc", "sms"), pager("sms")], []],
  ["none", [pager("noc")], []],
  ["what is no pager", [pager("noc", "smss"), pager("sms")], ["perhaps sms is meant"]],
  ["itself", [pager("noc", "noc")], ["name another of alerts.pagers"]],
])("checkFallbacks() of a pager that falls back to %s", (_, pagers, hints) => {
  expect(checkFallbacks({ alerts: { pagers } }).map(({ hint }) => hint)).toEqual(hints);
});
