import { expect, test } from "vitest";
import { decideRetry, type FailedTelling, type Retry } from "../../alerts/delivery/decide-retry.ts";

const MINUTE_MS = 60_000;
const LIMITS = { retryForMs: 60 * MINUTE_MS, fallbackAfterMs: 5 * MINUTE_MS };

/** A critical telling first tried at minute 100, whose pager fails since minute 102. */
const telling: FailedTelling = {
  severity: "critical",
  firstAttemptAtMs: 100 * MINUTE_MS,
  failingSinceMs: 102 * MINUTE_MS,
  nextAttemptAtMs: 103 * MINUTE_MS,
  isFinal: false,
};

type Minutes = Partial<Record<"first" | "failingSince" | "next" | "now", number>>;
type Row = readonly [
  story: string,
  minutes: Minutes,
  changes: Partial<FailedTelling>,
  want: readonly [nextAttemptAt: number | null, fallsBack: boolean],
];

const table: readonly Row[] = [
  ["is tried again", {}, {}, [103, false]],
  ["is tried at the very instant of its fallback", { now: 104, next: 108 }, {}, [105, false]],
  [
    "is told by the next after five minutes, and tried on",
    { now: 105, next: 109 },
    {},
    [109, true],
  ],
  [
    "is told by the next at once where its pager failed before",
    { failingSince: 90 },
    {},
    [103, true],
  ],
  ["is given up after an hour", { now: 159, next: 161 }, {}, [null, true]],
  ["is tried until the hour is over", { now: 155, next: 160 }, {}, [160, true]],
  ["is given up where the receiver will never take it", {}, { isFinal: true }, [null, true]],
  ["waits where it is a warning", { now: 120, next: 125 }, { severity: "warning" }, [125, false]],
  [
    "falls back at the end as a warning",
    { now: 159, next: 161 },
    { severity: "warning" },
    [null, true],
  ],
];

test.each(table)("decideRetry(): a telling %s", (_story, minutes, changes, [next, fallsBack]) => {
  const { first = 100, failingSince = 102, now = 102 } = minutes;
  const given = {
    ...telling,
    firstAttemptAtMs: first * MINUTE_MS,
    failingSinceMs: failingSince * MINUTE_MS,
    nextAttemptAtMs: (minutes.next ?? 103) * MINUTE_MS,
    ...changes,
  };
  const want: Retry = { nextAttemptAtMs: next === null ? null : next * MINUTE_MS, fallsBack };
  expect(decideRetry(given, LIMITS, now * MINUTE_MS)).toEqual(want);
});
