import type { Finding, FindingKind } from "../../schemas/finding.ts";
import { type Quantity, type Speech, sayQuantity } from "./say-quantity.ts";
import { type ExpectedWord, WORDS } from "./words.ts";

type Expectation = readonly [key: string, quantity: Quantity, word: ExpectedWord];

const SIZE: readonly Expectation[] = [
  ["expectedBytes", "bytes", "about"],
  ["minBytes", "bytes", "atLeast"],
];
const DURATION: readonly Expectation[] = [
  ["usualSeconds", "seconds", "about"],
  ["minSeconds", "seconds", "atLeast"],
];

/** Which numbers of its evidence say what was expected, by kind, as detectors name them. */
const EXPECTED: Partial<Readonly<Record<FindingKind, readonly Expectation[]>>> = {
  late: [["lateAt", "instant", "startBy"]],
  missing: [["missingAt", "instant", "successBy"]],
  failed: [["missingAt", "instant", "successBy"]],
  stuck: [["missingAt", "instant", "endBy"]],
  undersized: SIZE,
  oversized: SIZE,
  "too-fast": DURATION,
  "too-slow": DURATION,
  incompressible: [["usualRatio", "share", "ratio"]],
  "copy-missing": [["deadline", "instant", "copyBy"]],
  "copy-late": [["deadline", "instant", "copyBy"]],
  "copy-lost": [["keepUntil", "instant", "keptUntil"]],
  "lock-short": [["keepUntil", "instant", "lockedUntil"]],
  "retention-short": [["promised", "count", "points"]],
  "purge-overdue": [["purgeBy", "instant", "goneBy"]],
  unprotected: [["deadline", "instant", "successBy"]],
  "rpo-breach": [["rpoMs", "milliseconds", "pointWithin"]],
  "rto-breach": [["rtoMs", "milliseconds", "restoreWithin"]],
  "proof-overdue": [["everyMs", "milliseconds", "proofEvery"]],
  "collector-silent": [["limitMs", "milliseconds", "heardEvery"]],
  "clock-skew": [["toleranceMs", "milliseconds", "atMost"]],
  "rejects-rising": [["limit", "count", "atMost"]],
  "disk-low": [["warnBelowBytes", "bytes", "atLeast"]],
};

/** What was expected instead, by the numbers that decided a finding; null where none says it. */
export function sayExpected(finding: Finding, speech: Speech): string | null {
  const words = WORDS[speech.lang].expected;
  const phrases = (EXPECTED[finding.kind] ?? []).flatMap(([key, quantity, word]) => {
    const value = sayQuantity(finding.evidence[key], quantity, speech);
    return value === null ? [] : [words[word](value)];
  });
  return phrases.length === 0 ? null : phrases.join(", ");
}
